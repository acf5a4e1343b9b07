package dev.carillon.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.testing.Identities;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoopShardTest {
    private static final WireFormat DEFLATE = WireFormat.deflate(12);

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final LoopShard shard = new LoopShard(channel.eventLoop());

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    @Test
    void those_who_see_the_same_in_the_same_format_are_one_audience() {
        Subscriber one = join(WireFormat.PLAIN, 1, 2);
        Subscriber other = join(WireFormat.PLAIN, 2, 1, 2);
        Subscriber compressing = join(DEFLATE, 1, 2);
        Subscriber seesLess = join(WireFormat.PLAIN, 1);
        assertThat(shard.audienceOf(one)).isSameAs(shard.audienceOf(other));
        assertThat(shard.audienceOf(compressing)).isNotSameAs(shard.audienceOf(one));
        assertThat(shard.audienceOf(seesLess)).isNotSameAs(shard.audienceOf(one));
        assertThat(shard.audienceCount()).isEqualTo(3);
        assertThat(shard.subscriberCount()).isEqualTo(4);
        assertThat(shard.compressingCount()).isEqualTo(1);
    }

    @Test
    void a_content_type_leads_to_the_audiences_that_see_it() {
        Audience both = shard.audienceOf(join(WireFormat.PLAIN, 1, 2));
        Audience second = shard.audienceOf(join(WireFormat.PLAIN, 2));
        assertThat(shard.audiencesOf(1)).containsExactly(both);
        assertThat(shard.audiencesOf(2)).containsExactlyInAnyOrder(both, second);
        assertThat(shard.audiencesOf(3)).isEmpty();
    }

    @Test
    void an_audience_vanishes_with_its_last_subscriber_also_a_parked_one() {
        Subscriber live = join(WireFormat.PLAIN, 1, 2);
        Subscriber parked = join(WireFormat.PLAIN, 1, 2);
        shard.park(parked, 0, 0);
        shard.leave(live, ShedReason.CLOSED);
        assertThat(shard.audiencesOf(1)).hasSize(1);
        shard.leave(parked, ShedReason.CLOSED);
        assertThat(shard.audiencesOf(1)).isEmpty();
        assertThat(shard.audiencesOf(2)).isEmpty();
        assertThat(shard.audiences()).isEmpty();
        assertThat(shard.audienceCount()).isZero();
        assertThat(shard.parkedTotal()).isZero();
    }

    @Test
    void one_who_sees_nothing_is_counted_and_found_by_nothing() {
        Subscriber blind = join(WireFormat.PLAIN);
        assertThat(shard.subscriberCount()).isEqualTo(1);
        assertThat(shard.audiencesOf(0)).isEmpty();
        shard.leave(blind, ShedReason.CLOSED);
        assertThat(shard.subscriberCount()).isZero();
    }

    @Test
    void leaving_twice_counts_once() {
        Subscriber subscriber = join(DEFLATE, 1);
        shard.leave(subscriber, ShedReason.CLOSED);
        shard.leave(subscriber, ShedReason.CLOSED);
        assertThat(shard.subscriberCount()).isZero();
        assertThat(shard.compressingCount()).isZero();
        assertThat(subscriber.isJoined()).isFalse();
    }

    @Test
    void what_waits_for_a_parked_one_counts_as_shed_when_it_leaves() {
        Subscriber subscriber = join(WireFormat.PLAIN, 1);
        shard.audienceOf(subscriber).advance(5);
        shard.park(subscriber, 10, 0);
        shard.audienceOf(subscriber).advance(7);
        shard.caughtUp(subscriber, 12, 2);
        assertThat(shard.waiting(subscriber)).isEqualTo(5);
        shard.leave(subscriber, ShedReason.CLOSED);
        assertThat(shard.counters().shed(ShedReason.CLOSED).get()).isEqualTo(5);
        assertThat(subscriber.isParked()).as("nothing may read on for it").isFalse();
    }

    @Test
    void one_that_left_while_parked_may_join_again() {
        Subscriber subscriber = join(WireFormat.PLAIN, 1);
        shard.park(subscriber, 10, 0);
        shard.leave(subscriber, ShedReason.CLOSED);
        shard.join(subscriber, key(WireFormat.PLAIN, 2));
        assertThat(subscriber.isParked()).isFalse();
        assertThat(shard.audienceOf(subscriber).liveCount()).isEqualTo(1);
    }

    @Test
    void skipping_gives_up_what_waits() {
        Subscriber subscriber = join(WireFormat.PLAIN, 1);
        shard.park(subscriber, 0, 0);
        shard.audienceOf(subscriber).advance(3);
        shard.skipTo(subscriber, 9, ShedReason.OVERTAKEN);
        assertThat(subscriber.cursor()).isEqualTo(9);
        assertThat(shard.counters().shed(ShedReason.OVERTAKEN).get()).isEqualTo(3);
        shard.resume(subscriber);
        assertThat(shard.audienceOf(subscriber).liveCount()).isEqualTo(1);
    }

    @Test
    void only_one_for_whom_nothing_waits_can_be_live_again() {
        Subscriber subscriber = join(WireFormat.PLAIN, 1);
        shard.park(subscriber, 0, 0);
        shard.audienceOf(subscriber).advance(1);
        assertThatThrownBy(() -> shard.resume(subscriber)).isInstanceOf(AssertionError.class);
    }

    @Test
    void a_writable_socket_matters_only_to_a_parked_subscriber() {
        List<Subscriber> read = new ArrayList<>();
        shard.readParkedBy(read::add, () -> 0);
        Subscriber subscriber = join(WireFormat.PLAIN, 1);
        shard.writable(subscriber);
        assertThat(read).isEmpty();
        shard.park(subscriber, 0, 0);
        shard.writable(subscriber);
        assertThat(read).containsExactly(subscriber);
        shard.leave(subscriber, ShedReason.CLOSED);
        shard.writable(subscriber);
        assertThat(read).hasSize(1);
    }

    private Subscriber join(WireFormat format, long... types) {
        Subscriber subscriber = new Subscriber(
                Identities.bearer("nobody"), channel.pipeline().firstContext(), (reason, code, text) -> {});
        shard.join(subscriber, key(format, types));
        return subscriber;
    }

    private static AudienceKey key(WireFormat format, long... types) {
        return new AudienceKey(VisibleTypes.of(types), format);
    }
}
