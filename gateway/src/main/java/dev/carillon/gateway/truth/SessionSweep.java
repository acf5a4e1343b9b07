package dev.carillon.gateway.truth;

import dev.carillon.gateway.auth.session.SessionStore;
import dev.carillon.gateway.auth.session.StoredSession;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.stages.Failures;
import dev.carillon.protocol.session.DecodedSession.Decoded;
import dev.carillon.protocol.session.SessionKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks in turn for every session that a connection hangs on whether it is still there, for logouts that nobody tells of, and
 * until when, for a site may prolong it. One batch at a time, spread over the period; while the store does not answer, no
 * session is taken to have ended. Confined to a thread of its own.
 */
public final class SessionSweep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionSweep.class);
    private static final int BATCH = 500;

    private final SessionStore store;
    private final Supplier<Set<String>> inUse;
    private final Consumer<Set<String>> gone;
    private final Consumer<Map<String, StoredSession>> there;
    private final Duration period;
    private final ScheduledThreadPoolExecutor thread;
    private final Queue<SessionKey> left = new ArrayDeque<>();
    private long pauseNanos;

    /**
     * @param inUse keys of the sessions that connections hang on
     * @param gone told of those that are not in the store any more, or in which nobody is logged in
     * @param there told of those in which somebody is logged in
     * @param period within which each is asked for
     */
    public SessionSweep(
            SessionStore store,
            Supplier<Set<String>> inUse,
            Consumer<Set<String>> gone,
            Consumer<Map<String, StoredSession>> there,
            Duration period) {
        this.store = store;
        this.inUse = inUse;
        this.gone = gone;
        this.there = there;
        this.period = period;
        thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("session-sweep").factory());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    public void start() {
        thread.execute(this::round);
    }

    /** A round takes half the period, so that whoever joins during one is asked for in the next, and in time. */
    private void round() {
        for (String key : inUse.get()) {
            SessionKey session = SessionKey.of(key);
            if (session != null) {
                left.add(session);
            }
        }
        int batches = Math.max(1, Math.ceilDiv(left.size(), BATCH));
        pauseNanos = period.toNanos() / 2 / batches;
        next();
    }

    private void next() {
        Set<SessionKey> batch = new HashSet<>();
        while (batch.size() < BATCH && !left.isEmpty()) {
            batch.add(left.remove());
        }
        store.load(batch).whenComplete((found, failure) -> {
            if (!thread.isShutdown()) {
                thread.execute(() -> answered(batch, found, failure));
            }
        });
    }

    private void answered(
            Set<SessionKey> asked, @Nullable Map<SessionKey, StoredSession> found, @Nullable Throwable failure) {
        try {
            if (found != null) {
                tell(asked, found);
            } else if (failure != null && !(Failures.cause(failure) instanceof DirectoryException)) {
                LOG.error("sessions could not be asked for; it is tried again", failure);
            }
        } finally {
            var _ = thread.schedule(left.isEmpty() ? this::round : this::next, pauseNanos, TimeUnit.NANOSECONDS);
        }
    }

    /** What cannot be read has not ended, and nothing else is known of it. */
    private void tell(Set<SessionKey> asked, Map<SessionKey, StoredSession> found) {
        Set<String> missing = new HashSet<>();
        Map<String, StoredSession> stay = new HashMap<>();
        for (SessionKey key : asked) {
            StoredSession session = found.get(key);
            if (session == null || session.isLoggedOut()) {
                missing.add(key.value());
            } else if (session.session() instanceof Decoded) {
                stay.put(key.value(), session);
            }
        }
        if (!missing.isEmpty()) {
            gone.accept(missing);
        }
        there.accept(stay);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
