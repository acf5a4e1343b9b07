package dev.carillon.gateway.loops;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Does at once what it is asked for, and not again before a pause is over: a line in the log on what may come very often. Any thread. */
public final class Occasionally {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final long pauseNanos;
    private final LongSupplier nanoTime;
    private final AtomicLong next;
    private final AtomicLong asked = new AtomicLong();

    /** For lines in the log. */
    public Occasionally() {
        this(BETWEEN_LINES, System::nanoTime);
    }

    public Occasionally(Duration pause, LongSupplier nanoTime) {
        this.pauseNanos = pause.toNanos();
        this.nanoTime = nanoTime;
        this.next = new AtomicLong(nanoTime.getAsLong());
    }

    /** @param task is given how many times it was asked for since it was last done, this one among them */
    public void run(LongConsumer task) {
        asked.incrementAndGet();
        long now = nanoTime.getAsLong();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + pauseNanos)) {
            task.accept(asked.getAndSet(0));
        }
    }
}
