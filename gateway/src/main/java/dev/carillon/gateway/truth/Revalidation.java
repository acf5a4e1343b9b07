package dev.carillon.gateway.truth;

import dev.carillon.gateway.access.View;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.auth.session.StoredSession;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.known.Invalidations;
import dev.carillon.gateway.known.Known;
import dev.carillon.gateway.known.KnownTypes;
import dev.carillon.gateway.known.KnownUsers;
import dev.carillon.gateway.known.PermissionsConfig;
import dev.carillon.gateway.metrics.Count;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Newcomers;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.gateway.stages.Failures;
import dev.carillon.gateway.truth.Rounds.Subject;
import dev.carillon.gateway.truth.told.Cause;
import dev.carillon.gateway.truth.told.Changes;
import dev.carillon.protocol.django.PrimaryKey;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has connected users read anew: those of whom a change is heard at once and in {@link Rounds}, everybody in turn by the
 * sweep. Two queues read, one for what was told and one for what takes its time, each a batch at a time.
 *
 * <p>A change takes its number on the thread that hears of it; all else is confined to one thread of its own, {@code truth}.
 */
public final class Revalidation implements Changes, Newcomers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Revalidation.class);

    /** A large group's members are many batches, and all of them wait: the database has four fifths of one reader. */
    private static final long LEAST_URGENT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final int URGENT_PAUSE_SHARE = 4;

    private final KnownUsers known;
    private final KnownTypes types;
    private final Invalidations numbers;
    private final SessionWatch sessions;
    private final PermissionsConfig config;
    private final Map<Cause, Count> counts = new EnumMap<>(Cause.class);
    private final Count failures;
    private final ScheduledThreadPoolExecutor thread;

    private final Told told = new Told(this::due, this::later, System::nanoTime);
    private final SweepPace pace;
    private final ReadQueue urgent;
    private final ReadQueue bulk;
    private long typesAskedNanos;

    public Revalidation(
            Known known, ReadQueue.Reader rereading, Effect effect, PermissionsConfig config, Metrics metrics) {
        this.known = known.users();
        this.types = known.types();
        this.numbers = known.numbers();
        this.sessions = new SessionWatch(numbers, effect);
        this.types.whenChanged(this::typesChanged);
        this.config = config;
        for (Cause cause : Cause.values()) {
            counts.put(cause, metrics.count(Metric.REREADS, cause.label()));
        }
        metrics.gauge(Metric.KNOWN_USERS, () -> this.known.counts().connected(), "connected");
        metrics.gauge(Metric.KNOWN_USERS, () -> this.known.counts().remembered(), "remembered");
        metrics.gauge(Metric.KNOWN_AGE, () -> this.known.counts().oldest().toNanos() / 1e9);
        thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("truth").factory());
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        failures = metrics.count(Metric.REREAD_FAILURES);
        urgent = new ReadQueue(
                rereading, took -> Math.max(took / URGENT_PAUSE_SHARE, LEAST_URGENT_PAUSE_NANOS), this::failed, thread);
        pace = new SweepPace(config.sweep(), rereading.maxBatch());
        bulk = new ReadQueue(
                rereading, took -> pace.restNanos(took, this.known.counts().connected()), this::failed, thread);
    }

    /** Begins to sweep. */
    public void start() {
        typesAskedNanos = System.nanoTime();
        var _ = thread.scheduleWithFixedDelay(
                guarded(this::tick), SweepPace.TICK_MILLIS, SweepPace.TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * A connection has joined, by what was looked up before: whatever has become known since takes effect at once, and what
     * may have changed meanwhile is read. On the loop.
     *
     * @param asOf drawn from {@link Invalidations#next} before anything that it was let in by was read
     */
    @Override
    public void joined(LoopShard shard, Subscriber subscriber, View view, long asOf) {
        if (subscriber.identity() instanceof Identity.DjangoUser django) {
            String session = django.bond().session();
            boolean ended = session != null && sessions.joined(session, django);
            KnownUsers.Joined joined = known.joined(django, view, asOf);
            if (ended) {
                Effect.revoke(shard, subscriber);
                return;
            }
            Effect.take(shard, subscriber, joined.facts());
            if (joined.doubtful()) {
                PrimaryKey id = django.user().id();
                run(() -> read(urgent, List.of(id), Cause.CONNECT));
            }
        }
    }

    /**
     * A fresh credential rules a connection that had joined: as if it had just come, and its credential before had gone.
     *
     * @param before who it belonged to until now
     */
    @Override
    public void renewed(LoopShard shard, Subscriber subscriber, Identity before, View view, long asOf) {
        joined(shard, subscriber, view, asOf);
        left(before);
    }

    /** A connection that had joined has left. On its loop. */
    public void left(Subscriber subscriber) {
        left(subscriber.identity());
    }

    private void left(Identity identity) {
        if (identity instanceof Identity.DjangoUser django) {
            known.left(django.userId());
            String session = django.bond().session();
            if (session != null) {
                sessions.left(session);
            }
        }
    }

    @Override
    public void users(Set<String> ids, Cause cause) {
        ids.forEach(numbers::user);
        told.tell(ids.stream().map(Subject.User::new).toList(), cause);
    }

    @Override
    public void groups(Set<Long> ids, Cause cause) {
        ids.forEach(numbers::group);
        told.tell(ids.stream().map(Subject.Group::new).toList(), cause);
    }

    /** Keys of the Django sessions that connections hang on; secret. */
    public Set<String> sessionsInUse() {
        return sessions.inUse();
    }

    @Override
    public void sessions(Set<String> keys) {
        sessions.ended(keys);
    }

    /** Their store has these sessions no more. */
    public void sessionsGone(Set<String> keys) {
        sessions.gone(keys);
    }

    /** Of the sessions that connections hang on these are there, by their keys. */
    public void sessionsFound(Map<String, StoredSession> found) {
        sessions.found(found);
    }

    @Override
    public void everything(Cause cause) {
        numbers.everything();
        if (cause == Cause.GAP) {
            // Long committed, most of it: once is enough.
            run(() -> read(bulk, known.connected(), cause));
            contentTypes();
        } else {
            told.tell(List.of(new Subject.Everything()), cause);
        }
    }

    @Override
    public void contentTypes() {
        run(this::readTypes);
    }

    /** It is their turn. */
    private void due(List<Rounds.Due> subjects) {
        Map<Cause, Set<Long>> groups = new EnumMap<>(Cause.class);
        for (Rounds.Due due : subjects) {
            switch (due.subject()) {
                case Subject.User user -> {
                    PrimaryKey id = known.connected(user.id());
                    read(urgent, id == null ? List.of() : List.of(id), due.cause());
                }
                case Subject.Group group ->
                    groups.computeIfAbsent(due.cause(), c -> new HashSet<>()).add(group.id());
                case Subject.Everything all -> {
                    readTypes();
                    read(urgent, known.connected(), due.cause());
                }
            }
        }
        groups.forEach((cause, ids) -> read(urgent, known.connectedIn(ids), cause));
    }

    private void read(ReadQueue queue, List<PrimaryKey> users, Cause cause) {
        if (!users.isEmpty()) {
            Objects.requireNonNull(counts.get(cause)).add(users.size());
            if (users.size() == 1) {
                queue.addFirst(users.getFirst());
            } else {
                queue.add(users);
            }
        }
    }

    private void tick() {
        int most = pace.aTick(known.counts().connected());
        if (bulk.size() <= most) {
            read(bulk, known.due(most), Cause.SWEEP);
        }
        if (System.nanoTime() - typesAskedNanos >= config.sweep().toNanos() / 2) {
            readTypes();
        }
    }

    /** That the database is away is told in the log by those who watch it. */
    private void failed(Throwable failure) {
        failures.increment();
        if (!(Failures.cause(failure) instanceof DirectoryException)) {
            LOG.error("users could not be read anew; it is tried again", failure);
        }
    }

    private void readTypes() {
        typesAskedNanos = System.nanoTime();
        var _ = types.read();
    }

    private void typesChanged() {
        LOG.info("the content types have changed");
        numbers.everything();
        told.tell(List.of(new Subject.Everything()), Cause.TYPES);
    }

    private void run(Runnable task) {
        var _ = later(task, 0);
    }

    private @Nullable Future<?> later(Runnable task, long nanos) {
        try {
            return thread.schedule(guarded(task), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return null; // The gateway ends.
        }
    }

    /** A failure here would be a fault of ours; the next turn comes all the same. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RejectedExecutionException e) {
                // The gateway ends.
            } catch (RuntimeException e) {
                LOG.error("what may have changed could not be read anew; the sweep will come to it", e);
            }
        };
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
