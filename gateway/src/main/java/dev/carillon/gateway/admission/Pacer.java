package dev.carillon.gateway.admission;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets work begin at a bounded rate, and so much of it at a time; the rest waits in line, for a bounded time. Any thread: it
 * is touched a few times for each connection that opens, under a lock that is held for a few instructions.
 *
 * <p>The rate is kept by a virtual schedule (GCRA): each begins an increment after the one before, or up to a quarter of a
 * second earlier, so that a handful that come together need not wait.
 */
public final class Pacer {
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final long incrementNanos;
    private final int most;
    private final long waitNanos;
    private final LongSupplier clock;
    private final ArrayDeque<Waiting> line = new ArrayDeque<>();
    private long scheduleNanos;
    private int inFlight;
    /** The length of the line, to be looked at without the lock. */
    private volatile int waiting;

    /** @param clock nanoseconds, like {@link System#nanoTime} */
    public Pacer(AdmissionConfig config, LongSupplier clock) {
        int perSecond = config.openingsPerSecond();
        this.incrementNanos = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.most = config.openingsInFlight() == 0 ? Integer.MAX_VALUE : config.openingsInFlight();
        this.waitNanos = config.maxWait().toNanos();
        this.clock = clock;
        this.scheduleNanos = clock.getAsLong();
    }

    /** What to do for who asks. */
    public enum Turn {
        /** Begin; {@link #done} is to follow once. */
        NOW,
        /** The waiter will be told. */
        LATER,
        /** It would have to wait too long. */
        NEVER
    }

    /** Who waits in line; told by any thread, and so does nothing but to hand on. */
    public interface Waiter {
        /** Whether it still wants its turn. */
        boolean isPresent();

        /** Its turn has come; {@link #done} is to follow once. */
        void begin();

        /** It has waited for too long. */
        void giveUp();
    }

    private record Waiting(Waiter waiter, long deadlineNanos) {}

    /** Asks for a turn. */
    public synchronized Turn ask(Waiter waiter) {
        long now = clock.getAsLong();
        if (line.isEmpty() && isFree(now)) {
            take(now);
            return Turn.NOW;
        }
        if (isHopeless(now)) {
            return Turn.NEVER;
        }
        line.add(new Waiting(waiter, now + waitNanos));
        waiting = line.size();
        return Turn.LATER;
    }

    /** Whether one who came now would have to wait too long. */
    public synchronized boolean isOverloaded() {
        return isHopeless(clock.getAsLong());
    }

    /** What began has ended. */
    public void done() {
        List<Waiter> next;
        synchronized (this) {
            inFlight--;
            next = takeTurns(clock.getAsLong());
        }
        next.forEach(Waiter::begin);
    }

    /** Gives turns as time goes on, and sends away who has waited for too long; to be called often. */
    public void sweep() {
        if (waiting == 0) {
            return;
        }
        List<Waiter> late = new ArrayList<>();
        List<Waiter> next;
        synchronized (this) {
            long now = clock.getAsLong();
            next = takeTurns(now);
            while (!line.isEmpty() && line.element().deadlineNanos() - now <= 0) {
                late.add(line.remove().waiter());
            }
            waiting = line.size();
        }
        next.forEach(Waiter::begin);
        late.forEach(Waiter::giveUp);
    }

    /** How many wait in line. */
    public int waiting() {
        return waiting;
    }

    /** How much is under way. */
    public synchronized int inFlight() {
        return inFlight;
    }

    private List<Waiter> takeTurns(long now) {
        List<Waiter> next = new ArrayList<>();
        while (!line.isEmpty() && isFree(now)) {
            Waiter waiter = line.remove().waiter();
            if (waiter.isPresent()) {
                take(now);
                next.add(waiter);
            }
        }
        waiting = line.size();
        return next;
    }

    private boolean isFree(long now) {
        return inFlight < most && scheduleNanos - now <= BURST_NANOS;
    }

    private void take(long now) {
        inFlight++;
        scheduleNanos = Math.max(0, scheduleNanos - now) + now + incrementNanos;
    }

    private boolean isHopeless(long now) {
        long untilTurn = scheduleNanos - now - BURST_NANOS + line.size() * incrementNanos;
        return untilTurn > waitNanos || (waitNanos == 0 && !isFree(now));
    }
}
