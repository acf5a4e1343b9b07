package dev.carillon.gateway.bus.memory;

import dev.carillon.gateway.bus.BusException;
import dev.carillon.gateway.bus.BusListener;
import dev.carillon.gateway.bus.ControlListener;
import dev.carillon.gateway.bus.EventBus;
import dev.carillon.gateway.bus.GuardedListener;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A bus inside the process: one queue, one thread of its own (the bus thread).
 *
 * <p>Back-pressure: the stage of a {@link #publish} completes when the listener has taken the payload, so a publisher that
 * awaits it goes at the listener's pace. One that does not await is refused once {@code capacity} payloads wait;
 * {@code publish} itself never blocks, since it is called on event loops too.
 */
public final class MemoryBus implements EventBus {
    private static final int DEFAULT_CAPACITY = 16_384;

    /** A payload on its way; the last entry has none. */
    private static final class Entry {
        final byte @Nullable [] payload;
        final boolean control;
        final CompletableFuture<Long> delivered = new CompletableFuture<>();

        Entry(byte @Nullable [] payload, boolean control) {
            this.payload = payload;
            this.control = control;
        }
    }

    private final BlockingQueue<Entry> queue;
    private final int capacity;
    private final Thread thread;

    /** Guards the states below, so that nothing enters the queue behind its end. */
    private final Object lock = new Object();

    private @Nullable BusListener listener;
    private @Nullable BusListener controlListener;
    private boolean closed;

    public MemoryBus() {
        this(DEFAULT_CAPACITY);
    }

    public MemoryBus(int capacity) {
        this.capacity = capacity;
        this.queue = new ArrayBlockingQueue<>(capacity + 1);
        this.thread = Thread.ofPlatform().name("bus").daemon().unstarted(this::deliver);
    }

    @Override
    public CompletionStage<Void> start(BusListener events, ControlListener control) {
        synchronized (lock) {
            if (closed) {
                return CompletableFuture.failedFuture(new BusException("the bus is closed"));
            }
            if (listener != null) {
                throw new IllegalStateException("the bus has been started already");
            }
            listener = new GuardedListener(events, System::nanoTime);
            controlListener = new GuardedListener(control, System::nanoTime);
            thread.start();
        }
        control.mayHaveMissed();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Long> publish(byte[] payload) {
        return put(new Entry(payload.clone(), false));
    }

    @Override
    public CompletionStage<Long> publishControl(byte[] payload) {
        return put(new Entry(payload.clone(), true));
    }

    private CompletionStage<Long> put(Entry entry) {
        synchronized (lock) {
            if (closed) {
                return CompletableFuture.failedFuture(new BusException("the bus is closed"));
            }
            if (listener == null) {
                return CompletableFuture.completedFuture(0L);
            }
            if (queue.size() >= capacity) {
                return CompletableFuture.failedFuture(
                        new BusException("the bus is full: " + capacity + " events wait; publish more slowly"));
            }
            queue.add(entry);
        }
        return entry.delivered;
    }

    private void deliver() {
        BusListener events;
        BusListener control;
        synchronized (lock) {
            events = listener;
            control = controlListener;
        }
        if (events == null || control == null) {
            throw new IllegalStateException("started without a listener");
        }
        boolean interrupted = false;
        while (true) {
            try {
                Entry entry = queue.take();
                if (entry.payload == null) {
                    break;
                }
                (entry.control ? control : events).onMessage(entry.payload);
                entry.delivered.complete(1L);
            } catch (InterruptedException e) {
                // Not how this thread ends: what has been accepted is delivered.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException("the bus thread cannot wait for itself");
        }
        synchronized (lock) {
            if (!closed) {
                closed = true;
                queue.add(new Entry(null, false));
            }
            if (listener == null) {
                return;
            }
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
