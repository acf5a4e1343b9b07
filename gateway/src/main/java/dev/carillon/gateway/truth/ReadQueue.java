package dev.carillon.gateway.truth;

import dev.carillon.protocol.django.PrimaryKey;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Users waiting to be read anew, each once: one batch at a time, with a pause after it, so that however many wait the
 * database has one reader more. What cannot be read stays, and is tried again after pauses that grow, with jitter. Confined
 * to one thread.
 */
final class ReadQueue {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int MOST_DOUBLINGS = 10;

    private final Reader reader;
    private final LongUnaryOperator pauseAfter;
    private final Consumer<Throwable> failed;
    private final ScheduledExecutorService thread;
    private final LinkedHashSet<PrimaryKey> waiting = new LinkedHashSet<>();
    private boolean busy;
    private int failures;

    /** Reads users and lets it take effect; completes on any thread. */
    interface Reader {
        CompletionStage<?> read(Set<PrimaryKey> users);

        /** Users in one batch at most. */
        int maxBatch();
    }

    /**
     * @param pauseAfter how long to pause after a batch that took so long, both in nanoseconds
     * @param failed told of each reading that failed
     * @param thread the one that this is confined to
     */
    ReadQueue(
            Reader reader, LongUnaryOperator pauseAfter, Consumer<Throwable> failed, ScheduledExecutorService thread) {
        this.reader = reader;
        this.pauseAfter = pauseAfter;
        this.failed = failed;
        this.thread = thread;
    }

    void add(Collection<PrimaryKey> users) {
        waiting.addAll(users);
        next();
    }

    /** Before all others. */
    void addFirst(PrimaryKey user) {
        waiting.addFirst(user);
        next();
    }

    int size() {
        return waiting.size();
    }

    private void next() {
        if (busy || waiting.isEmpty()) {
            return;
        }
        busy = true;
        Set<PrimaryKey> batch = new LinkedHashSet<>();
        while (batch.size() < reader.maxBatch() && !waiting.isEmpty()) {
            batch.add(waiting.removeFirst());
        }
        long began = System.nanoTime();
        var _ = read(batch).whenCompleteAsync((_, failure) -> ended(batch, began, failure), thread);
    }

    /** A reader that throws must not stop the queue. */
    private CompletionStage<?> read(Set<PrimaryKey> batch) {
        try {
            return reader.read(batch);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void ended(Set<PrimaryKey> batch, long began, @Nullable Throwable failure) {
        long pause;
        if (failure == null) {
            failures = 0;
            pause = pauseAfter.applyAsLong(System.nanoTime() - began);
        } else {
            failed.accept(failure);
            // At the end, lest those who cannot be read keep the others waiting.
            waiting.addAll(batch);
            pause = backOff(failures++);
        }
        try {
            var _ = thread.schedule(
                    () -> {
                        busy = false;
                        next();
                    },
                    pause,
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The gateway ends.
        }
    }

    private static long backOff(int failures) {
        long most = Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(failures, MOST_DOUBLINGS));
        return most / 2 + ThreadLocalRandom.current().nextLong(most / 2);
    }
}
