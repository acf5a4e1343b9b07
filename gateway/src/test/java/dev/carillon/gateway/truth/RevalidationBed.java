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

/** Connections without sockets on one real loop, and a table of accounts in memory. */
abstract class RevalidationBed {
    private static final PermissionsConfig CONFIG =
            new PermissionsConfig(Duration.ofHours(1), Duration.ofSeconds(10), 100, List.of("auth.User"));

    final Metrics metrics = new Metrics();
    final TablesInMemory tables = new TablesInMemory(new ContentType(1, "a", "x"), new ContentType(2, "a", "y"));
    final Map<PrimaryKey, Account> accounts = new ConcurrentHashMap<>();
    final AtomicInteger readings = new AtomicInteger();
    volatile boolean hanging;
    final DefaultEventLoop loop = new DefaultEventLoop();
    final Registry registry = new Registry(List.of(loop));
    final LoopShard shard = registry.of(loop);
    final Effect effect = new Effect(registry);
    final Known known = known();
    final Revalidation revalidation = new Revalidation(
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

    final Bearers newcomers = new Bearers(
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
    final class Client {
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

    void put(long id, String password, boolean active, String... permissions) {
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

    long rereads(Cause cause) {
        return metrics.count(Metric.REREADS, cause.label()).value();
    }

    /** A bearer's connection, joined as one that was let in seeing these types. */
    Client bearer(Set<String> lists, long... types) {
        return new Client(
                new Identity.TokenBearer("7", lists, null),
                known.numbers().next(),
                new View(VisibleTypes.of(types), Set.of()));
    }
}
