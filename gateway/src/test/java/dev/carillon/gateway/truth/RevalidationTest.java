package dev.carillon.gateway.truth;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.ModelBackendPermissions;
import dev.carillon.gateway.access.TokenPermissions;
import dev.carillon.gateway.access.View;
import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.Rights;
import dev.carillon.gateway.directory.UserDirectory.Account;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.known.Invalidations;
import dev.carillon.gateway.known.Known;
import dev.carillon.gateway.known.KnownTypes;
import dev.carillon.gateway.known.KnownUsers;
import dev.carillon.gateway.known.PermissionsConfig;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.registry.AudienceKey;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Registry;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.gateway.testing.TablesInMemory;
import dev.carillon.gateway.truth.told.Cause;
import dev.carillon.protocol.close.CloseReason;
import dev.carillon.protocol.django.PrimaryKey;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.local.LocalChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections without sockets on one real loop, and a table of accounts in memory. */
final class RevalidationTest {
    private static final PermissionsConfig CONFIG =
            new PermissionsConfig(Duration.ofHours(1), Duration.ofSeconds(10), 100, List.of("auth.User"));

    private final Metrics metrics = new Metrics();
    private final TablesInMemory tables =
            new TablesInMemory(new ContentType(1, "a", "x"), new ContentType(2, "a", "y"));
    private final Map<PrimaryKey, Account> accounts = new ConcurrentHashMap<>();
    private final AtomicInteger readings = new AtomicInteger();
    private volatile boolean hanging;
    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final Registry registry = new Registry(List.of(loop));
    private final LoopShard shard = registry.of(loop);
    private final Effect effect = new Effect(registry);
    private final Known known = known();
    private final Revalidation revalidation = new Revalidation(
            known,
            new Rereading(
                    ids -> {
                        readings.incrementAndGet();
                        if (hanging) {
                            return new CompletableFuture<>();
                        }
                        return CompletableFuture.completedStage(ids.stream()
                                .filter(accounts::containsKey)
                                .collect(Collectors.toMap(id -> id, accounts::get)));
                    },
                    new ModelBackendPermissions(tables),
                    known,
                    10),
            effect,
            CONFIG,
            metrics);

    private final Bearers newcomers = new Bearers(
            registry,
            new TokenPermissions(new ModelBackendPermissions(tables), Map.of(), known.types()),
            known.types(),
            revalidation);

    private Known known() {
        Invalidations numbers = new Invalidations();
        return new Known(
                numbers,
                new KnownUsers(CONFIG, Duration.ZERO, numbers, effect, System::nanoTime),
                new KnownTypes(tables, CONFIG, System::nanoTime));
    }

    /** A connection: why it ended, if it did. */
    private final class Client {
        final List<CloseReason> ended = new CopyOnWriteArrayList<>();
        private final Subscriber subscriber;

        /** Joins as one that was let in just now, seeing these types. */
        Client(long user, @Nullable String session, long asOf, long... types) {
            this(
                    new Identity.DjangoUser(row(user, "pw", true), bond(session), null),
                    asOf,
                    new View(VisibleTypes.of(types), Set.of(5L)));
        }

        Client(Identity identity, long asOf, View view) {
            CompletableFuture<Subscriber> joined = new CompletableFuture<>();
            LocalChannel channel = new LocalChannel();
            loop.register(channel).syncUninterruptibly();
            channel.pipeline().addLast(new ChannelInboundHandlerAdapter());
            loop.execute(() -> {
                Subscriber made = new Subscriber(
                        identity, channel.pipeline().firstContext(), (reason, code, text) -> ended.add(reason));
                shard.join(made, new AudienceKey(view.types(), WireFormat.PLAIN));
                newcomers.joined(shard, made, view, asOf);
                joined.complete(made);
            });
            subscriber = joined.orTimeout(30, TimeUnit.SECONDS).join();
        }

        Client(long user, long... types) {
            this(user, null, known.numbers().next(), types);
        }

        String sees() {
            return CompletableFuture.supplyAsync(
                            () -> subscriber.isJoined()
                                    ? shard.audienceOf(subscriber).types().toString()
                                    : "nothing more",
                            loop)
                    .join();
        }

        void awaitSees(long... types) {
            String wanted = VisibleTypes.of(types).toString();
            eventually("sees " + wanted, () -> sees().equals(wanted));
        }

        void awaitEnd() {
            eventually("ends", () -> ended.equals(List.of(CloseReason.ACCESS_REVOKED)));
            assertThat(sees()).isEqualTo("nothing more");
        }
    }

    private static Identity.Bond bond(@Nullable String session) {
        return new Identity.Bond() {
            @Override
            public boolean holds(UserRecord user) {
                return "pw".equals(user.password());
            }

            @Override
            public @Nullable String session() {
                return session;
            }
        };
    }

    private static UserRecord row(long id, String password, boolean active) {
        return new UserRecord(new PrimaryKey.IntegerKey(id), "u" + id, password, "", null, active, false);
    }

    private void put(long id, String password, boolean active, String... permissions) {
        UserRecord row = row(id, password, active);
        accounts.put(row.id(), new Account(row, new Rights(Set.of(permissions), Set.of(5L))));
    }

    @BeforeEach
    void watch() {
        shard.whenLeft(revalidation::left);
        put(7, "pw", true, "a.view_x");
        put(8, "pw", true, "a.view_x");
    }

    @AfterEach
    void end() {
        revalidation.close();
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        metrics.close();
    }

    private long rereads(Cause cause) {
        return metrics.count(Metric.REREADS, cause.label()).value();
    }

    @Test
    void all_connections_of_a_user_that_changed_are_moved_and_no_others() {
        Client one = new Client(7, 1);
        Client two = new Client(7, 1);
        Client other = new Client(8, 1);
        put(7, "pw", true, "a.view_x", "a.change_y");
        put(8, "pw", true, "a.view_y");
        revalidation.users(Set.of("7", "99"), Cause.EVENT);
        one.awaitSees(1, 2);
        two.awaitSees(1, 2);
        assertThat(other.sees()).isEqualTo(VisibleTypes.of(1).toString());
        revalidation.groups(Set.of(5L), Cause.EVENT);
        other.awaitSees(2);
    }

    @Test
    void a_change_that_is_committed_after_it_was_told_takes_effect() {
        Client client = new Client(7, 1);
        revalidation.users(Set.of("7"), Cause.EVENT);
        eventually("read before the commit", () -> readings.get() >= 2);
        assertThat(client.sees()).isEqualTo(VisibleTypes.of(1).toString());
        put(7, "pw", true);
        client.awaitSees();
    }

    @Test
    void who_is_deactivated_deleted_or_has_another_password_is_closed() {
        put(9, "pw", true);
        Client deactivated = new Client(7, 1);
        Client deleted = new Client(8, 1);
        Client changed = new Client(9);
        put(7, "pw", false, "a.view_x");
        accounts.remove(new PrimaryKey.IntegerKey(8));
        put(9, "other", true);
        revalidation.everything(Cause.CONTROL);
        deactivated.awaitEnd();
        deleted.awaitEnd();
        changed.awaitEnd();
        assertThat(known.users().counts().connected()).isZero();
        assertThat(rereads(Cause.CONTROL)).isGreaterThanOrEqualTo(3);
    }

    @Test
    void after_a_gap_everybody_is_read_once() {
        Client client = new Client(7, 1);
        put(7, "pw", true, "a.view_y");
        revalidation.everything(Cause.GAP);
        client.awaitSees(2);
        assertThat(rereads(Cause.GAP)).isEqualTo(1);
    }

    @Test
    void who_is_told_as_everybody_does_not_wait_for_those_whose_reading_takes_its_time() {
        Client client = new Client(7, 1);
        hanging = true;
        revalidation.everything(Cause.GAP);
        eventually("the slow reading is under way", () -> readings.get() == 1);
        hanging = false;
        put(7, "pw", true, "a.view_y");
        revalidation.everything(Cause.CONTROL);
        client.awaitSees(2);
    }

    @Test
    void a_change_that_was_heard_of_before_a_connection_joined_is_read_for_it() {
        long asOf = known.numbers().next();
        put(7, "pw", true, "a.view_y");
        revalidation.users(Set.of("7"), Cause.EVENT);
        new Client(7, null, asOf, 1).awaitSees(2);
        eventually("it was read for the connection", () -> rereads(Cause.CONNECT) == 1);
    }

    @Test
    void connections_of_an_ended_session_are_closed_also_one_that_is_about_to_join() {
        Client mine = new Client(7, "k1", known.numbers().next(), 1);
        Client sameSession = new Client(7, "k1", known.numbers().next(), 1);
        Client otherSession = new Client(7, "k2", known.numbers().next(), 1);
        long asOf = known.numbers().next();
        revalidation.sessions(Set.of("k1", "unknown"));
        mine.awaitEnd();
        sameSession.awaitEnd();
        new Client(7, "k1", asOf, 1).awaitEnd();
        assertThat(otherSession.sees()).isEqualTo(VisibleTypes.of(1).toString());
        // Django tells of a logout before it deletes the session, so it may still be found; a key never comes again.
        new Client(7, "k1", known.numbers().next(), 1).awaitEnd();
    }

    @Test
    void new_content_types_change_what_a_permission_opens() {
        put(7, "pw", true, "a.view_x", "a.view_z");
        Client client = new Client(7, 1);
        revalidation.contentTypes();
        eventually("read", () -> known.types().latest() != null);
        tables.add(new ContentType(3, "a", "z"));
        revalidation.contentTypes();
        client.awaitSees(1, 3);
        assertThat(rereads(Cause.TYPES)).isPositive();
    }

    /** A bearer's connection, joined as one that was let in seeing these types. */
    private Client bearer(Set<String> lists, long... types) {
        return new Client(
                new Identity.TokenBearer("7", lists, null),
                known.numbers().next(),
                new View(VisibleTypes.of(types), Set.of()));
    }

    @Test
    void names_that_tokens_list_follow_the_content_types() {
        Client names = bearer(Set.of("a.x", "a.z", "17"), 1, 17);
        Client ids = bearer(Set.of("1", "3"), 1, 3);
        revalidation.contentTypes();
        eventually("read", () -> known.types().latest() != null);
        tables.add(new ContentType(3, "a", "z"));
        revalidation.contentTypes();
        names.awaitSees(1, 3, 17);
        tables.remove(1);
        tables.add(new ContentType(11, "a", "x"));
        revalidation.contentTypes();
        names.awaitSees(3, 11, 17);
        assertThat(ids.sees()).isEqualTo(VisibleTypes.of(1, 3).toString());
        assertThat(bearer(Set.of("a.x", "a.z"), 1, 3).sees())
                .as("one that was let in by the list before")
                .isEqualTo(VisibleTypes.of(3, 11).toString());
    }

    @Test
    void those_whom_the_tables_do_not_know_are_left_alone() {
        Client bearer = bearer(Set.of("1"), 1);
        Client client = new Client(7, 1);
        put(7, "pw", false);
        revalidation.users(Set.of("7"), Cause.EVENT);
        client.awaitEnd();
        assertThat(bearer.ended).isEmpty();
        assertThat(bearer.sees()).isEqualTo(VisibleTypes.of(1).toString());
    }
}
