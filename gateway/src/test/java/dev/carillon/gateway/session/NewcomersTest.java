package dev.carillon.gateway.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.View;
import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.admission.FailureLimits;
import dev.carillon.gateway.admission.Limits;
import dev.carillon.gateway.admission.Pacer;
import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.handshake.CredentialsConfig;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Newcomers;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.gateway.session.Session.State;
import dev.carillon.gateway.testing.Identities;
import dev.carillon.protocol.close.CloseReason;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is known to be true when a session has joined. */
final class NewcomersTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final View VIEW = new View(VisibleTypes.of(1, 2), Set.of());

    private final Metrics metrics = new Metrics();
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final LoopShard shard = new LoopShard(channel.eventLoop());
    private @Nullable Session session;
    private long drawn;
    private long told;

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
        metrics.close();
    }

    /** Who is told of those who join; nobody's credential is renewed. */
    private interface Joining extends Newcomers {
        @Override
        default void renewed(LoopShard shard, Subscriber subscriber, Identity before, View view, long asOf) {
            throw new AssertionError("not renewed");
        }
    }

    private SessionLoop open(Joining newcomers) {
        return open(newcomers, () -> Identities.django(7));
    }

    /** A session that is let in, and whose newcomers are told so. */
    private SessionLoop open(Newcomers newcomers, Supplier<Identity> identity) {
        SessionOpener opener = new SessionOpener(
                credential -> {
                    assertThat(drawn).as("before anything is looked up").isPositive();
                    return CompletableFuture.completedFuture(new AuthResult.Accepted(identity.get()));
                },
                found -> CompletableFuture.completedFuture(VIEW),
                new Pacer(Limits.none(), System::nanoTime),
                new FailureLimits(Limits.none(), System::nanoTime),
                () -> ++drawn);
        SessionLoop loop = new SessionLoop(
                shard,
                opener,
                newcomers,
                new SessionLoop.Rules(
                        LONG,
                        new KeepaliveConfig(LONG, LONG, LONG, LONG),
                        new CredentialsConfig(true, true, true, true, "", List.of(), 1011, Duration.ZERO)),
                new SessionMetrics(metrics));
        session = new Session(loop, channel);
        session.upgraded(channel.pipeline().firstContext(), WireFormat.PLAIN);
        session.message("token");
        channel.runPendingTasks();
        return loop;
    }

    @Test
    void they_are_told_what_a_session_was_let_in_by_and_since_when() {
        SessionLoop loop = open((where, subscriber, view, asOf) -> {
            assertThat(where).isSameAs(shard);
            assertThat(subscriber.isJoined()).isTrue();
            assertThat(subscriber.identity().userId()).isEqualTo("7");
            assertThat(view).isEqualTo(VIEW);
            told = asOf;
        });
        assertThat(told).isEqualTo(1).isEqualTo(drawn);
        assertThat(loop.count(State.SUBSCRIBED)).isEqualTo(1);
    }

    @Test
    void they_are_told_when_a_fresh_credential_rules() {
        Deque<Identity> identities = new ArrayDeque<>();
        identities.add(expiring(60));
        identities.add(expiring(90));
        List<Identity> before = new ArrayList<>();
        Identity first = identities.getFirst();
        Identity second = identities.getLast();
        Newcomers newcomers = new Newcomers() {
            @Override
            public void joined(LoopShard shard, Subscriber subscriber, View view, long asOf) {
                assertThat(subscriber.identity()).isSameAs(first);
            }

            @Override
            public void renewed(LoopShard shard, Subscriber subscriber, Identity old, View view, long asOf) {
                before.add(old);
                assertThat(subscriber.identity()).isSameAs(second);
                assertThat(view).isEqualTo(VIEW);
                assertThat(asOf).isEqualTo(2).isEqualTo(drawn);
            }
        };
        open(newcomers, identities::remove);
        Objects.requireNonNull(session).message("a-fresh-one-of-the-same");
        channel.runPendingTasks();
        assertThat(before).containsExactly(first);
        assertThat(shard.subscriberCount()).isEqualTo(1);
        session.inactive();
    }

    private static Identity expiring(long seconds) {
        return new Identity.DjangoUser(
                Identities.user(7), now -> true, Instant.now().plusSeconds(seconds));
    }

    @Test
    void one_whose_access_was_revoked_while_it_opened_is_closed_as_it_joins() {
        SessionLoop loop = open((where, subscriber, view, asOf) -> subscriber.end(CloseReason.ACCESS_REVOKED));
        ByteBuf frame = channel.readOutbound();
        assertThat(frame.skipBytes(2).readUnsignedShort()).isEqualTo(4403);
        assertThat(frame.toString(UTF_8)).isEqualTo("access revoked");
        frame.release();
        assertThat(shard.subscriberCount()).isZero();
        loop.sweep(System.nanoTime() + LONG.toNanos() + TimeUnit.SECONDS.toNanos(1));
        channel.runPendingTasks();
        assertThat(channel.isOpen()).as("it does not answer").isFalse();
    }
}
