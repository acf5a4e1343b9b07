package dev.carillon.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.testing.Identities;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SubscribersOfUsersTest {
    private static final AudienceKey KEY = new AudienceKey(VisibleTypes.of(1), WireFormat.PLAIN);

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final LoopShard shard = new LoopShard(channel.eventLoop());
    private final List<Subscriber> left = new ArrayList<>();

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    private Subscriber join(long user) {
        Subscriber subscriber =
                new Subscriber(Identities.django(user), channel.pipeline().firstContext(), (reason, code, text) -> {});
        shard.join(subscriber, KEY);
        return subscriber;
    }

    @Test
    void those_who_join_and_leave_in_any_order_are_found_by_their_user() {
        Random random = new Random(4);
        Map<String, Set<Subscriber>> expected = new HashMap<>();
        for (int step = 0; step < 2000; step++) {
            long user = random.nextInt(5);
            Set<Subscriber> here = expected.computeIfAbsent(Long.toString(user), id -> new HashSet<>());
            if (here.isEmpty() || random.nextInt(5) < 3) {
                here.add(join(user));
            } else {
                List<Subscriber> all = shard.subscribersOf(Long.toString(user));
                Subscriber leaving = all.get(random.nextInt(all.size()));
                shard.leave(leaving, ShedReason.CLOSED);
                here.remove(leaving);
            }
            assertThat(shard.subscribersOf(Long.toString(user))).containsExactlyInAnyOrderElementsOf(here);
        }
        expected.values().removeIf(Set::isEmpty);
        assertThat(shard.users()).isEqualTo(expected.keySet());
        expected.values().forEach(here -> here.forEach(each -> shard.leave(each, ShedReason.CLOSED)));
        assertThat(shard.users()).isEmpty();
    }

    @Test
    void each_farewell_is_told_once() {
        shard.whenLeft(left::add);
        Subscriber one = join(1);
        Subscriber other = join(1);
        shard.leave(one, ShedReason.CLOSED);
        shard.leave(one, ShedReason.CLOSED);
        assertThat(left).containsExactly(one);
        shard.leave(other, ShedReason.CLOSED);
        assertThat(left).containsExactly(one, other);
    }

    @Test
    void a_fresh_credential_must_be_of_the_same_user_and_kind() {
        Subscriber subscriber = join(1);
        subscriber.renew(Identities.django(1));
        assertThatThrownBy(() -> subscriber.renew(Identities.django(2))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> subscriber.renew(Identities.bearer("1"))).isInstanceOf(IllegalArgumentException.class);
    }
}
