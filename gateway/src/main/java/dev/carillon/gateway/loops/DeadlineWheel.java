package dev.carillon.gateway.loops;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines of an event loop's connections: one sweep a tick for all, instead of a timer for each. Setting, moving and
 * cancelling cost the same for one connection and for a million. Confined to one loop.
 *
 * <p>Time is given in, in nanoseconds of {@link System#nanoTime}; a deadline runs at the first sweep after it, never before.
 */
public final class DeadlineWheel {
    private static final int BUCKETS = 1024;

    private final long tickNanos;
    private final @Nullable Deadline[] buckets = new Deadline[BUCKETS];
    private final List<Deadline> due = new ArrayList<>();
    private long swept;
    /** Where the sweep under way ends: what is set meanwhile must not go into a bucket that it leaves behind. */
    private long sweptTo;

    /**
     * @param tickNanos how often it is swept
     * @param nowNanos the present
     */
    public DeadlineWheel(long tickNanos, long nowNanos) {
        this.tickNanos = tickNanos;
        this.swept = Math.floorDiv(nowNanos, tickNanos);
        this.sweptTo = swept;
    }

    /** Something that happens at its time, unless moved or cancelled before. Held by what it belongs to; reusable. */
    public abstract static class Deadline {
        private long nanos;
        private int bucket = -1;
        /** Taken out of its bucket to be run, unless it is set or cancelled first. */
        private boolean due;

        private @Nullable Deadline previous;
        private @Nullable Deadline next;

        /** Its time has come; it is no longer set. */
        protected abstract void expire(long nowNanos);
    }

    /** Sets a deadline, or moves it. */
    public void set(Deadline deadline, long nanos) {
        cancel(deadline);
        deadline.nanos = nanos;
        link(deadline, Math.max(Math.floorDiv(nanos, tickNanos), sweptTo));
    }

    public void cancel(Deadline deadline) {
        deadline.due = false;
        if (deadline.bucket < 0) {
            return;
        }
        Deadline previous = deadline.previous;
        Deadline next = deadline.next;
        if (previous == null) {
            buckets[deadline.bucket] = next;
        } else {
            previous.next = next;
        }
        if (next != null) {
            next.previous = previous;
        }
        deadline.previous = null;
        deadline.next = null;
        deadline.bucket = -1;
    }

    private void link(Deadline deadline, long tick) {
        int bucket = (int) Math.floorMod(tick, (long) BUCKETS);
        Deadline first = buckets[bucket];
        deadline.next = first;
        if (first != null) {
            first.previous = deadline;
        }
        deadline.bucket = bucket;
        buckets[bucket] = deadline;
    }

    /** Runs what is due. */
    public void sweep(long nowNanos) {
        long now = Math.floorDiv(nowNanos, tickNanos);
        long from = Math.max(swept, now - BUCKETS + 1);
        sweptTo = Math.max(sweptTo, now);
        for (long tick = from; tick <= now; tick++) {
            swept = tick;
            sweepBucket((int) Math.floorMod(tick, (long) BUCKETS), nowNanos);
        }
    }

    /** The bucket is emptied first: what runs may set any deadline anew, also into this bucket, or cancel it. */
    private void sweepBucket(int bucket, long nowNanos) {
        Deadline each = buckets[bucket];
        while (each != null) {
            Deadline next = each.next;
            if (each.nanos - nowNanos <= 0) {
                cancel(each);
                each.due = true;
                due.add(each);
            }
            each = next;
        }
        for (Deadline deadline : due) {
            if (deadline.due) {
                deadline.due = false;
                deadline.expire(nowNanos);
            }
        }
        due.clear();
    }
}
