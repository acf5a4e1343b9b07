package dev.carillon.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.registry.Departures.Departure;
import dev.carillon.gateway.testing.Identities;
import dev.carillon.protocol.close.CloseReason;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What became of one connection's events, wherever it stood meanwhile. */
final class TallyTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final LoopShard shard = new LoopShard(channel.eventLoop());

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    @Test
    void what_the_audience_saw_before_is_not_counted_and_what_it_sees_over_moves_is() {
        shard.audienceOf(join("others", 1)).advance(10);
        Subscriber subscriber = join("ada", 1);
        shard.audienceOf(subscriber).advance(3);
        shard.move(subscriber, VisibleTypes.of(1, 2));
        shard.audienceOf(subscriber).advance(2);
        shard.move(subscriber, VisibleTypes.of(1));
        shard.audienceOf(subscriber).advance(4);
        assertThat(subscriber.tally()).isEqualTo(new Tally(9, 0, 0, null));
        shard.leave(subscriber, ShedReason.CLOSED);
        assertThat(subscriber.tally()).isEqualTo(new Tally(9, 0, 0, null));
    }

    @Test
    void what_was_skipped_or_revoked_or_waited_at_the_end_is_shed() {
        Subscriber subscriber = join("ada", 1);
        shard.audienceOf(subscriber).advance(5);
        shard.park(subscriber, 0, 0);
        shard.audienceOf(subscriber).advance(4);
        assertThat(subscriber.tally().written(shard.waiting(subscriber))).isEqualTo(5);
        shard.revoked(subscriber, 1);
        assertThat(subscriber.tally()).isEqualTo(new Tally(9, 0, 1, ShedReason.REVOKED));
        shard.skipTo(subscriber, 9, ShedReason.OVERTAKEN);
        assertThat(subscriber.tally()).isEqualTo(new Tally(9, 0, 4, ShedReason.OVERTAKEN));
        shard.audienceOf(subscriber).advance(2);
        shard.leave(subscriber, ShedReason.CLOSED);
        assertThat(subscriber.tally()).isEqualTo(new Tally(11, 0, 6, ShedReason.CLOSED));
        assertThat(subscriber.tally().written(0)).isEqualTo(5);
    }

    @Test
    void those_who_left_are_remembered_by_user_and_the_oldest_forgotten() {
        Departures departures = new Departures();
        Instant end = Instant.parse("2026-11-22T10:00:00Z");
        departures.add(join("first", 1), CloseReason.TOO_SLOW, end);
        for (int i = 0; i < 499; i++) {
            departures.add(join(i % 2 == 0 ? "even" : "odd", 1), CloseReason.CLIENT_CLOSED, end.plusSeconds(i));
        }
        assertThat(departures.of("first")).extracting(Departure::reason).containsExactly(CloseReason.TOO_SLOW);
        departures.add(join("last", 1), CloseReason.DISCONNECTED, end);
        assertThat(departures.of("first")).isEmpty();
        assertThat(departures.of("even"))
                .hasSize(250)
                .isSortedAccordingTo((a, b) -> a.ended().compareTo(b.ended()));
        assertThat(departures.of("last")).hasSize(1);
    }

    @Test
    void an_operator_s_words_reach_whom_they_are_meant_for() {
        List<String> told = new ArrayList<>();
        Subscriber subscriber = new Subscriber(
                Identities.bearer("ada"),
                channel.pipeline().firstContext(),
                (reason, code, text) -> told.add(reason + " " + code + " " + text));
        subscriber.end(CloseReason.TOO_SLOW);
        subscriber.end(CloseReason.DISCONNECTED, 4001, "bye");
        assertThat(told)
                .containsExactly("TOO_SLOW 1013 too slow, events were missed, come back", "DISCONNECTED 4001 bye");
    }

    private Subscriber join(String user, long... types) {
        Subscriber subscriber =
                new Subscriber(Identities.bearer(user), channel.pipeline().firstContext(), (reason, code, text) -> {});
        shard.join(subscriber, new AudienceKey(VisibleTypes.of(types), WireFormat.PLAIN));
        return subscriber;
    }
}
