package dev.carillon.gateway.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Look-ups that wait for a query, and the places for queries; the kinds take turns. Any thread; the lock is held for
 * bookkeeping only, and queries are handed out without it.
 */
final class LookupQueue {
    private final List<Lane<?, ?>> lanes;
    private final int places;
    private final int maxWaiting;
    private final ScheduledExecutorService timer;
    private final Consumer<Lane.Batch<?, ?>> ask;

    private final ReentrantLock lock = new ReentrantLock();
    private int underWay;
    private int nextLane;
    private int waiting;
    private boolean closed;

    /** What became of a look-up. */
    enum Outcome {
        ADDED,
        FULL,
        CLOSED
    }

    /** @param ask is handed the next query, which has a place until {@link #release}; on any thread */
    LookupQueue(
            List<Lane<?, ?>> lanes,
            DirectoryConfig config,
            ScheduledExecutorService timer,
            Consumer<Lane.Batch<?, ?>> ask) {
        this.lanes = lanes;
        this.places = config.poolSize();
        this.maxWaiting = config.maxWaiting();
        this.timer = timer;
        this.ask = ask;
    }

    <K, V> Outcome add(Lane<K, V> lane, K key, CompletableFuture<V> waiter) {
        Lane.Batch<?, ?> batch;
        lock.lock();
        try {
            if (closed) {
                return Outcome.CLOSED;
            }
            if (waiting >= maxWaiting) {
                return Outcome.FULL;
            }
            lane.add(key, waiter);
            waiting++;
            batch = next();
        } finally {
            lock.unlock();
        }
        hand(batch);
        return Outcome.ADDED;
    }

    /** Forgets a look-up that no longer waits. */
    <K, V> void remove(Lane<K, V> lane, K key, CompletableFuture<V> waiter) {
        lock.lock();
        try {
            if (lane.remove(key, waiter)) {
                waiting--;
            }
        } finally {
            lock.unlock();
        }
    }

    /** A query ended: its place goes to the next. */
    void release() {
        Lane.Batch<?, ?> batch;
        lock.lock();
        try {
            underWay--;
            batch = next();
        } finally {
            lock.unlock();
        }
        hand(batch);
    }

    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more, and gives back what waited. */
    List<Lane.Batch<?, ?>> close() {
        List<Lane.Batch<?, ?>> dropped = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            lanes.forEach(lane -> lane.takeAll(dropped));
            waiting = 0;
        } finally {
            lock.unlock();
        }
        return dropped;
    }

    private void hand(Lane.@Nullable Batch<?, ?> batch) {
        if (batch != null) {
            ask.accept(batch);
        }
    }

    /** Under the lock: what the next query asks, its place taken; null when no place is free or nothing is to be asked now. */
    private Lane.@Nullable Batch<?, ?> next() {
        if (underWay == places) {
            return null;
        }
        long now = System.nanoTime();
        Lane.Batch<?, ?> batch = null;
        int first = nextLane;
        for (int i = 0; i < lanes.size(); i++) {
            int index = (first + i) % lanes.size();
            Lane<?, ?> lane = lanes.get(index);
            if (batch == null && !lane.isEmpty() && lane.gathers(now) <= 0) {
                batch = lane.take();
                waiting -= batch.size();
                underWay++;
                nextLane = (index + 1) % lanes.size();
            }
            wakeUp(lane, now);
        }
        return batch;
    }

    /** Under the lock: has what is left in a lane asked in time, should nothing else come. */
    private void wakeUp(Lane<?, ?> lane, long now) {
        if (!lane.isEmpty() && !lane.wakeUpDue && !closed) {
            lane.wakeUpDue = true;
            var _ = timer.schedule(() -> gathered(lane), lane.gathers(now), TimeUnit.NANOSECONDS);
        }
    }

    private void gathered(Lane<?, ?> lane) {
        Lane.Batch<?, ?> batch;
        lock.lock();
        try {
            lane.wakeUpDue = false;
            batch = next();
        } finally {
            lock.unlock();
        }
        hand(batch);
    }
}
