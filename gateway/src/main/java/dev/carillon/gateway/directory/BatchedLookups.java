package dev.carillon.gateway.directory;

import dev.carillon.gateway.directory.Lane.Query;
import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.loops.BlockingWork;
import dev.carillon.gateway.metrics.Count;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.protocol.django.PrimaryKey;
import dev.carillon.protocol.session.SessionKey;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Natural batching: at most {@code pool_size} queries are under way; what is asked meanwhile gathers and becomes the next
 * queries, each key once. While many come, look-ups gather for some milliseconds more, however fast the database is. A
 * look-up never joins a query that has already begun, so its answer is never older than itself.
 *
 * <p>Any thread. One timer thread ends the look-ups that waited too long and asks
 * the database now and then whether it is there, so that readiness is right without clients too.
 */
public final class BatchedLookups implements UserLookups, AutoCloseable {
    private static final long HEALTH_SECONDS = 1;
    private static final Boolean ALL = Boolean.TRUE;
    private static final String SHUTTING_DOWN = "the gateway is shutting down";

    private final DirectoryConfig config;
    private final BlockingWork work;
    private final DirectoryHealth health;
    private final Count timeouts;
    private final Count refusals;
    private final Count errors;
    private final ScheduledThreadPoolExecutor timer;

    private final Lane<PrimaryKey, Optional<UserRecord>> users;
    private final Lane<String, Optional<UserRecord>> usersByPk;
    private final Lane<String, Optional<UserRecord>> usersByName;
    private final Lane<SessionKey, Optional<UserDirectory.SessionRow>> sessions;
    private final Lane<PrimaryKey, Rights> rights;
    private final Lane<Set<PrimaryKey>, Map<PrimaryKey, UserDirectory.Account>> accounts;
    private final Lane<Boolean, List<ContentType>> contentTypes;
    private final Lane<Login, Boolean> logins;
    private final LookupQueue queue;

    /** @param work with at least {@code pool_size} permits and as many places in its queue */
    public BatchedLookups(
            UserDirectory directory, DirectoryConfig config, BlockingWork work, Metrics metrics, Readiness readiness) {
        this.config = config;
        this.work = work;
        this.health = new DirectoryHealth(readiness, System::nanoTime);
        this.timeouts = metrics.count(Metric.DIRECTORY_FAILURES, "timeout");
        this.refusals = metrics.count(Metric.DIRECTORY_FAILURES, "busy");
        this.errors = metrics.count(Metric.DIRECTORY_FAILURES, "error");
        int max = config.maxBatch();
        Duration gather = config.gather();
        users = new Lane<>("users", max, gather, metrics, Query.ifFound(directory::users));
        usersByPk = usersBy(directory, UserRecord.Field.PK, "users_by_pk", metrics);
        usersByName = usersBy(directory, UserRecord.Field.USERNAME, "users_by_name", metrics);
        sessions = new Lane<>("sessions", max, gather, metrics, Query.ifFound(directory::sessions));
        rights = new Lane<>("permissions", max, gather, metrics, Query.orElse(directory::rights, Rights.NONE));
        accounts = new Lane<>("accounts", 1, gather, metrics, Query.oneByOne(directory::accounts));
        contentTypes = new Lane<>("content_types", max, gather, metrics, all -> Map.of(ALL, directory.contentTypes()));
        logins = new Lane<>("logins", 1, gather, metrics, Query.oneByOne(login -> login.record(directory)));
        // Once shut down, there is nothing left to be timed.
        timer = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().daemon().name("directory-timer").factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        queue = new LookupQueue(
                List.of(users, usersByPk, usersByName, sessions, rights, accounts, contentTypes, logins),
                config,
                timer,
                this::submit);
        metrics.gauge(Metric.DIRECTORY_WAITING, queue::waiting);
    }

    /** Begins to watch the database; until it answers, the gateway is not ready. */
    public void start() {
        health.starting();
        var _ = timer.scheduleWithFixedDelay(this::watch, 0, HEALTH_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<Optional<UserRecord>> user(PrimaryKey key) {
        return ask(users, key);
    }

    @Override
    public CompletionStage<Optional<UserRecord>> userBy(UserRecord.Field field, String text) {
        return ask(field == UserRecord.Field.PK ? usersByPk : usersByName, text);
    }

    /** A session's row, also when it has expired. */
    public CompletionStage<Optional<UserDirectory.SessionRow>> session(SessionKey key) {
        return ask(sessions, key);
    }

    @Override
    public CompletionStage<Rights> rights(PrimaryKey id) {
        return ask(rights, id);
    }

    /** Users and what is granted to them, in one go, for those that are connected; who does not exist is absent. */
    public CompletionStage<Map<PrimaryKey, UserDirectory.Account>> accounts(Set<PrimaryKey> ids) {
        return ask(accounts, Set.copyOf(ids));
    }

    /** Whether the last that was heard of the database is a failure. */
    public boolean isAway() {
        return health.isDown();
    }

    @Override
    public CompletionStage<List<ContentType>> contentTypes() {
        return ask(contentTypes, ALL);
    }

    @Override
    public CompletionStage<Boolean> recordLogin(PrimaryKey id, @Nullable LocalDateTime previous, LocalDateTime now) {
        return ask(logins, new Login(id, previous, now));
    }

    /** Fails what waits; queries under way still answer. Closes neither the directory nor the blocking work. */
    @Override
    public void close() {
        queue.close().forEach(batch -> batch.fail(new DirectoryException(SHUTTING_DOWN)));
        // Deadlines of queries under way still fire; only the watch ends now.
        timer.shutdown();
    }

    private <K, V> CompletionStage<V> ask(Lane<K, V> lane, K key) {
        CompletableFuture<V> waiter = new CompletableFuture<>();
        limit(lane, key, waiter);
        switch (queue.add(lane, key, waiter)) {
            case ADDED -> {}
            case FULL -> refuse(waiter, "busy: too many look-ups wait for the database");
            case CLOSED -> refuse(waiter, SHUTTING_DOWN);
        }
        return waiter;
    }

    private void refuse(CompletableFuture<?> waiter, String reason) {
        refusals.increment();
        waiter.completeExceptionally(new DirectoryException(reason));
    }

    private <K, V> void limit(Lane<K, V> lane, K key, CompletableFuture<V> waiter) {
        Future<?> deadline =
                timer.schedule(() -> expire(lane, key, waiter), config.timeout().toNanos(), TimeUnit.NANOSECONDS);
        var _ = waiter.whenComplete((_, _) -> deadline.cancel(false));
    }

    private <K, V> void expire(Lane<K, V> lane, K key, CompletableFuture<V> waiter) {
        queue.remove(lane, key, waiter);
        String reason = "no answer from the database within " + config.timeout().toMillis() + " ms";
        if (waiter.completeExceptionally(new DirectoryException(reason))) {
            timeouts.increment();
            health.failed(reason);
        }
    }

    private void submit(Lane.Batch<?, ?> batch) {
        try {
            work.execute(() -> run(batch));
        } catch (RejectedExecutionException e) {
            refusals.add(batch.fail(new DirectoryException("busy: no thread is free for the database", e)));
            queue.release();
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever goes wrong, the look-ups are answered and the place is given back
    private <K, V> void run(Lane.Batch<K, V> batch) {
        Map<K, V> answers;
        try {
            answers = batch.ask();
        } catch (DirectoryException e) {
            fail(batch, e);
            return;
        } catch (RuntimeException | Error e) {
            fail(batch, new DirectoryException("the look-up failed: " + e, e));
            return;
        }
        queue.release();
        health.succeeded();
        batch.answer(answers);
    }

    private void fail(Lane.Batch<?, ?> batch, DirectoryException failure) {
        queue.release();
        health.failed(String.valueOf(failure.getMessage()));
        errors.add(batch.fail(failure));
    }

    private void watch() {
        if (health.wantsProbe()) {
            var _ = contentTypes();
        }
    }

    private Lane<String, Optional<UserRecord>> usersBy(
            UserDirectory directory, UserRecord.Field field, String name, Metrics metrics) {
        return new Lane<>(
                name,
                config.maxBatch(),
                config.gather(),
                metrics,
                Query.ifFound(texts -> directory.usersBy(field, texts)));
    }

    /** Not a record: two equal uses at once are two uses, and only one of them may win. */
    private static final class Login {
        final PrimaryKey id;
        final @Nullable LocalDateTime previous;
        final LocalDateTime now;

        Login(PrimaryKey id, @Nullable LocalDateTime previous, LocalDateTime now) {
            this.id = id;
            this.previous = previous;
            this.now = now;
        }

        boolean record(UserDirectory directory) throws DirectoryException {
            return directory.recordLogin(id, previous, now);
        }
    }
}
