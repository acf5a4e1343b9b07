package dev.carillon.gateway.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.View;
import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.auth.session.StoredSession;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.known.Facts;
import dev.carillon.gateway.known.Invalidations;
import dev.carillon.gateway.known.Known;
import dev.carillon.gateway.known.KnownTypes;
import dev.carillon.gateway.known.KnownUsers;
import dev.carillon.gateway.known.PermissionsConfig;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.registry.AudienceKey;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Registry;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.gateway.testing.Identities;
import dev.carillon.gateway.testing.TablesInMemory;
import dev.carillon.protocol.close.CloseReason;
import dev.carillon.protocol.django.PrimaryKey;
import dev.carillon.protocol.frame.WireFormat;
import dev.carillon.protocol.session.DecodedSession.Decoded;
import dev.carillon.protocol.session.SessionData;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection that a session's cookie opened, and whose user then presents another credential. */
final class RenewalTest {
    private static final PermissionsConfig CONFIG =
            new PermissionsConfig(Duration.ofHours(1), Duration.ofSeconds(10), 100, List.of("auth.User"));
    private static final View LITTLE = new View(VisibleTypes.of(1), Set.of());
    private static final View MUCH = new View(VisibleTypes.of(1, 2), Set.of());

    private final Metrics metrics = new Metrics();
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final Registry registry = new Registry(List.of(channel.eventLoop()));
    private final LoopShard shard = registry.of(channel.eventLoop());
    private final Effect effect = new Effect(registry);
    private final Invalidations numbers = new Invalidations();
    private final KnownUsers users = new KnownUsers(CONFIG, Duration.ZERO, numbers, effect, System::nanoTime);
    private final Revalidation revalidation = new Revalidation(
            new Known(numbers, users, new KnownTypes(new TablesInMemory(), CONFIG, System::nanoTime)),
            new Unread(),
            effect,
            CONFIG,
            metrics);

    private final List<CloseReason> ended = new ArrayList<>();
    private final List<Optional<Instant>> moved = new ArrayList<>();
    private final Subscriber subscriber =
            new Subscriber(identity("secret-key"), channel.pipeline().firstContext(), new Told());

    private final class Told implements Subscriber.Ending {
        @Override
        public void end(CloseReason reason, int code, String text) {
            ended.add(reason);
        }

        @Override
        public void lasts(@Nullable Instant end) {
            moved.add(Optional.ofNullable(end));
        }
    }

    @BeforeEach
    void join() {
        shard.whenLeft(revalidation::left);
        shard.join(subscriber, new AudienceKey(LITTLE.types(), WireFormat.PLAIN));
        revalidation.joined(shard, subscriber, LITTLE, numbers.next());
    }

    @AfterEach
    void end() {
        revalidation.close();
        channel.finishAndReleaseAll();
        metrics.close();
    }

    /** A database that has nothing new to tell. */
    private static final class Unread implements ReadQueue.Reader {
        @Override
        public CompletionStage<?> read(Set<PrimaryKey> users) {
            return CompletableFuture.completedStage("");
        }

        @Override
        public int maxBatch() {
            return 10;
        }
    }

    private static Identity identity(@Nullable String session) {
        return new Identity.DjangoUser(
                Identities.user(7),
                new Identity.Bond() {
                    @Override
                    public boolean holds(UserRecord user) {
                        return user.active();
                    }

                    @Override
                    public @Nullable String session() {
                        return session;
                    }
                },
                null);
    }

    private void renew(View view, long asOf) {
        Identity before = subscriber.identity();
        subscriber.renew(identity(null));
        shard.move(subscriber, view.types());
        revalidation.renewed(shard, subscriber, before, view, asOf);
    }

    private VisibleTypes seen() {
        return shard.audienceOf(subscriber).types();
    }

    @Test
    void it_does_not_hang_on_the_session_any_more() {
        renew(LITTLE, numbers.next());
        revalidation.sessions(Set.of("secret-key"));
        channel.runPendingTasks();
        assertThat(ended).isEmpty();
        assertThat(subscriber.isJoined()).isTrue();
    }

    /** The session is in its store until then. */
    private void find(@Nullable Instant end) {
        StoredSession session = new StoredSession(new Decoded(new SessionData("7", "backend", "hash", null)), end);
        revalidation.sessionsFound(Map.of("secret-key", session));
        channel.runPendingTasks();
    }

    @Test
    void a_session_s_end_is_told_when_it_moves_and_once() {
        Instant soon = Instant.now().plusSeconds(60);
        Instant late = soon.plusSeconds(3600);
        find(null);
        assertThat(moved).isEmpty();
        find(soon);
        find(soon.plusMillis(3));
        find(late);
        find(null);
        assertThat(moved).containsExactly(Optional.of(soon), Optional.of(late), Optional.empty());
        find(late);
        assertThat(subscriber.identity().expiresAt()).isEqualTo(late);
        renew(LITTLE, numbers.next());
        find(soon);
        assertThat(moved).hasSize(4);
    }

    @Test
    void who_joins_by_an_older_reading_of_a_session_is_told_too() {
        Instant late = Instant.now().plusSeconds(3600);
        find(late);
        Subscriber second =
                new Subscriber(identity("secret-key"), channel.pipeline().firstContext(), new Told());
        shard.join(second, new AudienceKey(LITTLE.types(), WireFormat.PLAIN));
        revalidation.joined(shard, second, LITTLE, numbers.next());
        find(late);
        assertThat(second.identity().expiresAt()).isEqualTo(late);
        int told = moved.size();
        find(late);
        assertThat(moved).hasSize(told);
        shard.leave(second, ShedReason.CLOSED);
    }

    @Test
    void without_a_fresh_credential_it_would_end_with_the_session() {
        revalidation.sessions(Set.of("secret-key"));
        channel.runPendingTasks();
        assertThat(ended).containsExactly(CloseReason.ACCESS_REVOKED);
    }

    @Test
    void a_session_that_is_gone_at_its_end_ends_by_its_lease_and_one_that_is_gone_before_is_revoked() {
        find(Instant.now().plusMillis(500));
        revalidation.sessionsGone(Set.of("secret-key"));
        channel.runPendingTasks();
        assertThat(ended).isEmpty();
        assertThat(subscriber.isJoined()).isTrue();
        find(Instant.now().plusSeconds(60));
        revalidation.sessionsGone(Set.of("secret-key"));
        channel.runPendingTasks();
        assertThat(ended).containsExactly(CloseReason.ACCESS_REVOKED);
    }

    @Test
    void a_logout_that_is_told_of_revokes_a_session_at_its_end_too() {
        find(Instant.now().plusMillis(500));
        revalidation.sessions(Set.of("secret-key"));
        channel.runPendingTasks();
        assertThat(ended).containsExactly(CloseReason.ACCESS_REVOKED);
    }

    @Test
    void who_takes_a_session_that_is_gone_to_last_is_revoked_though_others_take_it_to_end_now() {
        find(Instant.now().plusMillis(500));
        Subscriber lasting =
                new Subscriber(identity("secret-key"), channel.pipeline().firstContext(), new Told());
        shard.join(lasting, new AudienceKey(LITTLE.types(), WireFormat.PLAIN));
        revalidation.joined(shard, lasting, LITTLE, numbers.next());
        assertThat(lasting.isJoined()).isTrue();
        revalidation.sessionsGone(Set.of("secret-key"));
        channel.runPendingTasks();
        assertThat(lasting.isJoined()).isFalse();
        assertThat(subscriber.isJoined()).isTrue();
    }

    @Test
    void what_was_read_for_it_counts_for_all_of_its_user() {
        renew(MUCH, numbers.next());
        channel.runPendingTasks();
        assertThat(seen()).isEqualTo(MUCH.types());
    }

    @Test
    void what_has_become_known_since_its_look_up_counts_more() {
        long asOf = numbers.next();
        Identity.DjangoUser user = (Identity.DjangoUser) identity(null);
        users.apply(List.of(new Facts(user.user().id(), user.user(), LITTLE, numbers.next())));
        renew(MUCH, asOf);
        assertThat(seen()).isEqualTo(LITTLE.types());
    }

    @Test
    void its_user_is_connected_once_and_no_more_when_it_has_left() {
        renew(LITTLE, numbers.next());
        assertThat(users.connected("7")).isNotNull();
        shard.leave(subscriber, ShedReason.CLOSED);
        assertThat(users.connected("7")).isNull();
    }
}
