package dev.carillon.gateway.log;

import dev.carillon.gateway.metrics.Timing;
import dev.carillon.protocol.frame.CompressedPayload;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's events in their order: a ring, bounded by count and by bytes, with one writer (the bus thread) and any
 * number of readers. It is the only structure that threads share on the path of an event.
 *
 * <p>The writer overwrites the oldest events without asking the connections: one that is too slow finds its place gone
 * ({@link #read} gives null) and is shed. But it never overtakes an event loop: it waits, and so the bus feels the
 * pressure. A loop is behind by a whole log only when the processors are overloaded, and then losing events for all of its
 * clients at once would be worse than being late; and since every loop sees every event, deliveries can be counted exactly.
 */
public final class EventLog {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Event[].class);
    private static final long PAUSE_NANOS = 50_000;

    private final @Nullable Event[] slots;
    private final int mask;
    private final long maxBytes;
    private final Timing waits;
    private volatile LogReader[] readers = {};

    private volatile long head;
    private volatile long tail;
    private volatile long bytes;
    /** A position that no reader was behind when last looked; only the writer's. */
    private long readByAll;

    public EventLog(LogConfig config, Timing waits) {
        int capacity = Integer.highestOneBit(config.maxEvents() - 1) << 1;
        this.slots = new Event[capacity];
        this.mask = capacity - 1;
        this.maxBytes = config.maxBytes().bytes();
        this.waits = waits;
    }

    /** Adds a reader that stands at the newest event. Any thread, before the writer's first event. */
    public synchronized LogReader open(ScheduledExecutorService loop, Runnable drain) {
        LogReader reader = new LogReader(this, loop, drain, tail);
        LogReader[] more = java.util.Arrays.copyOf(readers, readers.length + 1);
        more[readers.length] = reader;
        readers = more;
        return reader;
    }

    synchronized void close(LogReader reader) {
        readers = java.util.Arrays.stream(readers)
                .filter(other -> other != reader)
                .toArray(LogReader[]::new);
    }

    /**
     * Appends an event and wakes the readers. On the bus thread only; waits while a reader is a whole log behind. The
     * arrays are the log's from now on.
     */
    public void append(long contentTypeId, byte[] payload, @Nullable CompressedPayload compressed, long nowNanos) {
        Event event = new Event(tail, contentTypeId, payload, compressed, nowNanos);
        makeRoom(event);
        SLOT.setRelease(slots, (int) event.position() & mask, event);
        setBytes(bytes + event.size());
        setTail(event.position() + 1);
        for (LogReader reader : readers) {
            reader.wake();
        }
    }

    private void makeRoom(Event event) {
        while (tail - head > mask || (bytes + event.size() > maxBytes && head < tail)) {
            long oldest = head;
            if (oldest >= readByAll) {
                awaitReaders(oldest);
            }
            int slot = (int) oldest & mask;
            Event evicted = slots[slot];
            SLOT.setRelease(slots, slot, null);
            if (evicted != null) {
                setBytes(bytes - evicted.size());
            }
            setHead(oldest + 1);
        }
    }

    private void awaitReaders(long position) {
        readByAll = leastCursor();
        if (readByAll > position) {
            return;
        }
        long began = System.nanoTime();
        while (readByAll <= position) {
            LockSupport.parkNanos(PAUSE_NANOS);
            closeEnded();
            readByAll = leastCursor();
        }
        waits.record(System.nanoTime() - began);
    }

    /** A loop that has ended with its drain still to be run would hold the writer for ever. */
    private void closeEnded() {
        for (LogReader reader : readers) {
            if (reader.hasEnded()) {
                close(reader);
            }
        }
    }

    private long leastCursor() {
        long least = tail;
        for (LogReader reader : readers) {
            least = Math.min(least, reader.cursor());
        }
        return least;
    }

    /** The event at a position below the tail, or null when the log has passed it. Any thread. */
    public @Nullable Event read(long position) {
        Event event = (Event) SLOT.getAcquire(slots, (int) position & mask);
        return event != null && event.position() == position ? event : null;
    }

    /** Position of the oldest event held. Any thread. */
    public long head() {
        return head;
    }

    /** Position that the next event will have. Any thread. */
    public long tail() {
        return tail;
    }

    /** Events held. Any thread. */
    public long size() {
        return tail - head;
    }

    /** Payload bytes held. Any thread. */
    public long bytes() {
        return bytes;
    }

    // Written by the bus thread only, so that reading and writing back is no race.
    private void setHead(long value) {
        head = value;
    }

    private void setTail(long value) {
        tail = value;
    }

    private void setBytes(long value) {
        bytes = value;
    }
}
