package dev.carillon.gateway.log;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An event loop's place in the log, and how the writer wakes it: with one task, however many events have come and however
 * many connections the loop has.
 *
 * <p>The cursor belongs to the loop; the writer reads it, for it never overwrites what a loop has not read.
 */
public final class LogReader {
    private final EventLog log;
    private final ExecutorService loop;
    private final Runnable drain;
    /** Whether the drain is under way or about to be. Cleared before the log is read, set after it was written. */
    private final AtomicBoolean awake = new AtomicBoolean();

    private volatile long cursor;

    LogReader(EventLog log, ExecutorService loop, Runnable drain, long cursor) {
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

    /** The drain begins; whatever is appended from now on wakes it again. On the loop, before reading the log's tail. */
    public void drainBegins() {
        awake.set(false);
    }

    /** Lets the drain run soon, unless it is about to anyway. Any thread. */
    public void wake() {
        if (!awake.get() && awake.compareAndSet(false, true)) {
            try {
                loop.execute(drain);
            } catch (RejectedExecutionException e) {
                // The loop has ended: nobody listens there any more, and it must not hold the writer up.
                log.close(this);
            }
        }
    }
}
