package dev.carillon.gateway.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.View;
import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.known.Facts;
import dev.carillon.gateway.registry.AudienceKey;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Registry;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.protocol.close.CloseReason;
import dev.carillon.protocol.django.PrimaryKey;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was read takes effect, on a loop that is this thread. */
final class EffectTest {
    private static final UserRecord USER = user(true);

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final Registry registry = new Registry(List.of(channel.eventLoop()));
    private final LoopShard shard = registry.of(channel.eventLoop());
    private final List<CloseReason> ended = new ArrayList<>();

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    private static UserRecord user(boolean active) {
        return new UserRecord(new PrimaryKey.IntegerKey(7), "u", "pw", "", null, active, false);
    }

    private Subscriber join(Identity.Bond bond, long... types) {
        Subscriber subscriber = new Subscriber(
                new Identity.DjangoUser(USER, bond, null),
                channel.pipeline().firstContext(),
                (reason, code, text) -> ended.add(reason));
        shard.join(subscriber, new AudienceKey(VisibleTypes.of(types), WireFormat.PLAIN));
        return subscriber;
    }

    private static Facts facts(long asOf, boolean active, long... types) {
        return new Facts(USER.id(), user(active), new View(VisibleTypes.of(types), Set.of()), asOf);
    }

    private VisibleTypes seenBy(Subscriber subscriber) {
        return shard.audienceOf(subscriber).types();
    }

    @Test
    void facts_that_waited_for_the_loop_while_a_connection_joined_by_newer_ones_are_passed_over() {
        new Effect(registry).changed(List.of(facts(1, true, 1, 2)));
        new Effect(registry).changed(List.of(facts(2, false)));
        Subscriber subscriber = join(row -> true, 1, 2);
        Effect.take(shard, subscriber, facts(3, true, 1));
        channel.runPendingTasks();
        assertThat(ended).isEmpty();
        assertThat(seenBy(subscriber)).isEqualTo(VisibleTypes.of(1));
        new Effect(registry).changed(List.of(facts(4, false)));
        channel.runPendingTasks();
        assertThat(ended).containsExactly(CloseReason.ACCESS_REVOKED);
    }

    @Test
    void a_connection_that_cannot_be_judged_ends_and_the_others_take_what_is_theirs() {
        Subscriber good = join(row -> true, 1, 2);
        join(
                row -> {
                    throw new IllegalStateException("a fault of ours");
                },
                1,
                2);
        new Effect(registry).changed(List.of(facts(1, true, 1)));
        channel.runPendingTasks();
        assertThat(ended).containsExactly(CloseReason.ACCESS_REVOKED);
        assertThat(seenBy(good)).isEqualTo(VisibleTypes.of(1));
    }
}
