package dev.carillon.gateway.log;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An event loop's place in the log, and how the writer wakes it: with one task, however many events have come and however
 * many connections the loop has.
 *
 * <p>The cursor belongs to the loop; the writer reads it, for it never overwrites what a loop has not read.
 */
public final class LogReader {
    private final EventLog log;
    private final ScheduledExecutorService loop;
    private final Runnable drain;
    /** Whether the drain is under way or about to be: then whoever appends need not wake it. */
    private final AtomicBoolean awake = new AtomicBoolean();

    private volatile long cursor;

    LogReader(EventLog log, ScheduledExecutorService loop, Runnable drain, long cursor) {
        this.log = log;
        this.loop = loop;
        this.drain = drain;
        this.cursor = cursor;
    }

    /** Position of the next event that the loop has not read. */
    public long cursor() {
        return cursor;
    }

    /** The loop has read everything before this position. On the loop. */
    public void advance(long position) {
        cursor = position;
    }

    /** Whether the loop will never read again. Any thread. */
    boolean hasEnded() {
        return loop.isTerminated();
    }

    /** Lets the drain run soon, unless it is under way or about to be. Any thread. */
    public void wake() {
        if (!awake.get() && awake.compareAndSet(false, true)) {
            submit(() -> loop.execute(drain));
        }
    }

    /**
     * A turn of the drain is over. What it has left, and what came meanwhile, is read in another turn, before which the loop
     * looks at its sockets: a loop runs the tasks that it is given meanwhile at once, but a scheduled one, though it be due, only
     * when it comes round. Otherwise sockets would not be looked at while events come faster than turns end. On the loop.
     */
    public void turnEnds() {
        if (cursor == log.tail()) {
            awake.set(false);
            // Whoever appended before this saw that the loop was awake, and did not wake it.
            if (cursor == log.tail() || !awake.compareAndSet(false, true)) {
                return;
            }
        }
        submit(() -> loop.schedule(drain, 0, TimeUnit.NANOSECONDS));
    }

    private void submit(Runnable submission) {
        try {
            submission.run();
        } catch (RejectedExecutionException e) {
            // The loop has ended: nobody listens there any more, and it must not hold the writer up.
            log.close(this);
        }
    }
}
