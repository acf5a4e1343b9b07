package dev.carillon.gateway.truth;

import dev.carillon.gateway.truth.Rounds.Due;
import dev.carillon.gateway.truth.Rounds.Subject;
import dev.carillon.gateway.truth.told.Cause;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What was told gathers until the next turn, each subject once: however fast changes are heard of, one turn waits at most. A
 * turn begins the {@link Rounds} of what gathered and hands on whose turn it is. After it there is a rest, the longer the
 * longer it took, so that turns have a fifth of their thread's time.
 *
 * <p>Told on any thread; all else is confined to the one that turns are run on.
 */
final class Told {
    static final long LEAST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    static final int REST_SHARE = 4;

    private final Consumer<List<Due>> reader;
    private final Later later;
    private final LongSupplier nanoTime;
    private final Rounds rounds = new Rounds();
    private Map<Subject, Cause> gathered = new LinkedHashMap<>();
    private @Nullable Future<?> nextTurn;
    private long restedNanos;

    /** Runs a task on the one thread, so many nanoseconds later. */
    interface Later {
        /** Gives null when it will never be run, since the gateway ends. */
        @Nullable
        Future<?> run(Runnable task, long nanos);
    }

    /** @param reader handed those whose turn it is, on the one thread */
    Told(Consumer<List<Due>> reader, Later later, LongSupplier nanoTime) {
        this.reader = reader;
        this.later = later;
        this.nanoTime = nanoTime;
        restedNanos = nanoTime.getAsLong();
    }

    /** These may have changed: their turn comes after this call, soon. */
    void tell(Collection<? extends Subject> subjects, Cause cause) {
        if (gather(subjects, cause)) {
            var _ = later.run(() -> comeBack(0, nanoTime.getAsLong()), 0);
        }
    }

    /** Whether nothing had gathered until now; else a turn was asked for before. */
    private synchronized boolean gather(Collection<? extends Subject> subjects, Cause cause) {
        boolean first = gathered.isEmpty();
        for (Subject subject : subjects) {
            if (gathered.size() >= Rounds.MOST && !gathered.containsKey(subject)) {
                gathered.clear();
                gathered.put(new Subject.Everything(), cause);
            } else {
                gathered.put(subject, cause);
            }
        }
        return first && !gathered.isEmpty();
    }

    private synchronized Map<Subject, Cause> take() {
        Map<Subject, Cause> taken = gathered;
        gathered = new LinkedHashMap<>();
        return taken;
    }

    private void turn() {
        nextTurn = null;
        long began = nanoTime.getAsLong();
        take().forEach((subject, cause) -> rounds.begin(subject, cause, began));
        try {
            reader.accept(rounds.due(began));
        } finally {
            long now = nanoTime.getAsLong();
            restedNanos = now + Math.max(LEAST_REST_NANOS, REST_SHARE * (now - began));
            comeBack(rounds.pause(now), now);
        }
    }

    /** After a pause, and a rest; negative for not at all. */
    private void comeBack(long pause, long now) {
        if (nextTurn != null) {
            nextTurn.cancel(false);
        }
        nextTurn = pause < 0 ? null : later.run(this::turn, Math.max(pause, restedNanos - now));
    }
}
