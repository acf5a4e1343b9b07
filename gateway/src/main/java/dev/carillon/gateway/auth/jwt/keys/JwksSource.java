package dev.carillon.gateway.auth.jwt.keys;

import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.metrics.Count;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a JWKS, beside configured ones. One thread of its own fetches, so there is never more than one fetch under way;
 * whoever needs one waits for that one. While the endpoint fails the last good keys stay, for as long as
 * {@link JwksConfig#keep} says.
 *
 * <p>Any thread; the lock is held for bookkeeping only.
 */
public final class JwksSource implements KeySource {
    private static final Logger LOG = LoggerFactory.getLogger(JwksSource.class);
    private static final String PART = "jwks";
    private static final int MOST_WAITING = 500;

    private final KeyRing configured;
    private final Set<JwtAlgorithm> allowed;
    private final JwksConfig config;
    private final JwksPlace place;
    private final Readiness readiness;
    private final LongSupplier nanoTime;
    private final Count fetched;
    private final Count failed;
    private final Thread fetcher;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private final RefreshPlan plan;
    private @Nullable CompletableFuture<Learned> pending = new CompletableFuture<>();
    private @Nullable String failure;
    private boolean closed;

    private volatile @Nullable Snapshot snapshot;
    /** The warning that stands in the log; confined to the fetcher. */
    private @Nullable String told;

    /** What the last good fetch brought, and the configured keys before it. */
    private record Snapshot(KeyRing fetched, KeyRing all, long nanos) {}

    /** @param allowed the algorithms that the configuration allows */
    public JwksSource(
            KeyRing configured, Set<JwtAlgorithm> allowed, JwksConfig config, Metrics metrics, Readiness readiness) {
        this(configured, allowed, config, new Surroundings(JwksPlace.of(config), metrics, readiness, System::nanoTime));
    }

    record Surroundings(JwksPlace place, Metrics metrics, Readiness readiness, LongSupplier nanoTime) {}

    JwksSource(KeyRing configured, Set<JwtAlgorithm> allowed, JwksConfig config, Surroundings around) {
        this.configured = configured;
        this.allowed = allowed;
        this.config = config;
        this.place = around.place;
        this.readiness = around.readiness;
        this.nanoTime = around.nanoTime;
        this.plan = new RefreshPlan(config, nanoTime.getAsLong());
        this.fetched = around.metrics.count(Metric.JWKS_FETCHES, "fetched");
        this.failed = around.metrics.count(Metric.JWKS_FETCHES, "failed");
        around.metrics.gauge(Metric.JWKS_AGE, this::age);
        readiness.notReady(PART, place + " has not been fetched yet");
        fetcher = Thread.ofVirtual().name("jwks").start(this::run);
    }

    /** Fetches once, to try: blocks. Tells an operator what was found, or in the exception's message why nothing. */
    public static String probe(JwksConfig config, Set<JwtAlgorithm> allowed) throws IOException, InterruptedException {
        try (JwksPlace place = JwksPlace.of(config)) {
            Jwks jwks = Jwks.parse(place, place.fetch().body(), allowed);
            String ignored =
                    jwks.passedOver().isEmpty() ? "" : "; passed over: " + String.join("; ", jwks.passedOver());
            return place + " has " + jwks.keys().size() + " keys, for "
                    + jwks.keys().algorithms() + ignored;
        }
    }

    @Override
    public KeyRing keys() {
        Snapshot now = good();
        return now == null ? configured : now.all;
    }

    /** Null before the first, and when it is too old to be trusted. */
    private @Nullable Snapshot good() {
        Snapshot last = snapshot;
        return last == null
                        || (config.keep() != null
                                && nanoTime.getAsLong() - last.nanos
                                        > config.keep().toNanos())
                ? null
                : last;
    }

    @Override
    public CompletionStage<Learned> learn(@Nullable String keyId) {
        Snapshot now = good();
        if (now != null && (keyId == null ? !now.fetched.hasUnnamed() : now.all.knows(keyId))) {
            return CompletableFuture.completedStage(new Learned.Nothing());
        }
        lock.lock();
        try {
            if (pending != null) {
                // Each that waits holds one of the places for those who open a connection: not all, whatever keys they
                // name.
                return pending.getNumberOfDependents() < MOST_WAITING
                        ? pending
                        : CompletableFuture.completedStage(new Learned.Unavailable("too many wait for " + place));
            }
            if (closed || !plan.want(nanoTime.getAsLong())) {
                return CompletableFuture.completedStage(
                        failure == null ? new Learned.Nothing() : new Learned.Unavailable(failure));
            }
            pending = new CompletableFuture<>();
            wanted.signal();
            return pending;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (awaitDue()) {
                fetch();
            }
        } catch (InterruptedException e) {
            // By close.
        } finally {
            answer(new Learned.Unavailable("the gateway is shutting down"));
        }
    }

    /** False at the end. */
    private boolean awaitDue() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = plan.nanosLeft(nanoTime.getAsLong());
            while (left > 0 && !closed) {
                var _ = wanted.await(left, TimeUnit.NANOSECONDS);
                left = plan.nanosLeft(nanoTime.getAsLong());
            }
            if (pending == null) {
                pending = new CompletableFuture<>();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever goes wrong, the next fetch is made
    private void fetch() throws InterruptedException {
        try {
            JwksPlace.Document document = place.fetch();
            succeeded(Jwks.parse(place, document.body(), allowed), document);
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            failed(place + ": unexpected " + e);
        }
    }

    private void succeeded(Jwks jwks, JwksPlace.Document document) {
        long now = nanoTime.getAsLong();
        Snapshot fresh = new Snapshot(jwks.keys(), configured.plus(jwks.keys()), now);
        boolean first = snapshot == null;
        snapshot = fresh;
        fetched.increment();
        lock.lock();
        try {
            failure = null;
            plan.succeeded(now, document.maxAge());
        } finally {
            lock.unlock();
        }
        if (first || told != null) {
            told = null;
            LOG.info(
                    "{} has {} keys for {}",
                    place,
                    jwks.keys().size(),
                    jwks.keys().algorithms());
            jwks.passedOver().forEach(key -> LOG.info("{}: {}: passed over", place, key));
        }
        answer(new Learned.Fetched(fresh.all));
        readiness.ready(PART);
    }

    private void failed(String reason) {
        failed.increment();
        boolean none = good() == null;
        if (none) {
            readiness.notReady(PART, reason);
        }
        lock.lock();
        try {
            failure = reason;
            plan.failed(nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
        String words = reason + (none ? "; tokens by its keys cannot be checked" : "; the last good keys stay in use");
        if (!words.equals(told)) {
            told = words;
            LOG.warn("{}", words);
        }
        answer(new Learned.Unavailable(reason));
    }

    /** To all who wait for the fetch that ended; outside the lock, for what they do next runs here. */
    private void answer(Learned learned) {
        CompletableFuture<Learned> waiting;
        lock.lock();
        try {
            waiting = pending;
            pending = null;
        } finally {
            lock.unlock();
        }
        if (waiting != null) {
            waiting.complete(learned);
        }
    }

    private double age() {
        Snapshot last = snapshot;
        return last == null ? Double.NaN : (nanoTime.getAsLong() - last.nanos) / 1e9;
    }

    /** Waits for the thread, which a fetch does not hold up. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        fetcher.interrupt();
        try {
            fetcher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        place.close();
    }
}
