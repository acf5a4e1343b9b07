package dev.carillon.bench.load.publish;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answers to what was published, which come in its order. Those to probes do not count. Written by the outlet's loop,
 * read by any thread.
 */
public final class Receipts {
    private final List<Long> refused = new ArrayList<>();
    private long answered;
    private long before;
    private long unheard;
    private @Nullable String firstRefusal;
    private @Nullable String broken;

    /** What is answered from now on are events, from number 0 on. Nothing may be under way. */
    public synchronized void startEvents() {
        before = answered;
        unheard = 0;
        refused.clear();
        firstRefusal = null;
    }

    /** @param listeners how many servers heard it; negative where that is not told */
    synchronized void accepted(long listeners) {
        answered++;
        if (listeners == 0) {
            unheard++;
        }
        notifyAll();
    }

    synchronized void refused(String words) {
        refused.add(answered - before);
        answered++;
        if (firstRefusal == null) {
            firstRefusal = words;
        }
        notifyAll();
    }

    /** Nothing more is answered. */
    synchronized void broken(String words) {
        if (broken == null) {
            broken = words;
        }
        notifyAll();
    }

    /** Everything, probes too. */
    public synchronized long answeredEver() {
        return answered;
    }

    /** Events. */
    public synchronized long answered() {
        return answered - before;
    }

    /** Numbers of events that were not taken. */
    public synchronized List<Long> refused() {
        return List.copyOf(refused);
    }

    /** Events that were published while no server listened. */
    public synchronized long unheard() {
        return unheard;
    }

    /** What is wrong, for people; null where nothing is. */
    public synchronized @Nullable String problem() {
        return broken != null ? broken : firstRefusal;
    }

    public synchronized boolean isBroken() {
        return broken != null;
    }

    /** What is answered from now on does not count. */
    synchronized void startProbes() {
        before = answered;
        unheard = 0;
    }

    /** Waits until so many probes are answered; not longer than the patience. */
    public synchronized boolean awaitProbes(long probes, long patienceNanos) throws InterruptedException {
        return await(before + probes, patienceNanos);
    }

    /** Waits until so many, probes too, are answered; not longer than the patience. */
    synchronized boolean await(long wanted, long patienceNanos) throws InterruptedException {
        long deadline = System.nanoTime() + patienceNanos;
        while (answered < wanted && broken == null) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return answered >= wanted;
    }
}
