package dev.carillon.bench.fanout;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Lets the first loop do something in every round, which gives each loop a task; that has run everywhere before the next
 * round begins. The loops wait for each other spinning: a sleep and a wake-up would cost as much as a small batch.
 */
final class Rounds {
    /** Some milliseconds: longer than a loop takes for a round, where each loop has a processor. */
    private static final int SPINS = 100_000;

    private static final long PAUSE_NANOS = 10_000;

    private final List<EventLoop> loops;
    private final int rounds;
    private final IntConsumer work;
    /** The round that each loop has come to. */
    private final AtomicIntegerArray reached;

    private final CountDownLatch running;
    private volatile int begun;

    Rounds(List<EventLoop> loops, int rounds, IntConsumer work) {
        this.loops = loops;
        this.rounds = rounds;
        this.work = work;
        this.reached = new AtomicIntegerArray(loops.size());
        this.running = new CountDownLatch(loops.size());
    }

    /** Returns after the last round. Not on a loop. */
    void run() {
        for (int i = 0; i < loops.size(); i++) {
            loops.get(i).execute(new Turn(i));
        }
        try {
            running.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private final class Turn implements Runnable {
        private final int index;
        private int round;

        Turn(int index) {
            this.index = index;
        }

        @Override
        public void run() {
            reached.set(index, round);
            if (round == rounds) {
                running.countDown();
                return;
            }
            if (index == 0) {
                for (int i = 1; i < loops.size(); i++) {
                    int other = i;
                    spinUntil(() -> reached.get(other) == round);
                }
                work.accept(round);
                begun = round + 1;
            } else {
                spinUntil(() -> begun > round);
            }
            round++;
            // Behind the task that the work has given this loop.
            loops.get(index).execute(this);
        }

        private void spinUntil(BooleanSupplier condition) {
            for (int spins = 0; !condition.getAsBoolean(); spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }
}
