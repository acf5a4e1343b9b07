package dev.carillon.gateway.demo;

import dev.carillon.gateway.bus.EventBus;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes events one after the other, from a virtual thread of its own, until closed. */
final class EventStream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private final EventBus bus;
    private final Supplier<byte[]> events;
    private final Supplier<Duration> pauses;
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Thread thread;

    /** The pauses are taken between events, on the stream's thread. */
    EventStream(EventBus bus, Supplier<byte[]> events, Supplier<Duration> pauses) {
        this.bus = bus;
        this.events = events;
        this.pauses = pauses;
    }

    /** Pauses of people at work: a few events a second, now a flurry, now a lull. Confined to one thread. */
    static Supplier<Duration> humanPace(long seed) {
        RandomGenerator random = new Random(seed);
        int[] flurry = {0};
        return () -> {
            if (flurry[0] == 0 && random.nextInt(14) == 0) {
                flurry[0] = 3 + random.nextInt(6);
            }
            if (flurry[0] > 0) {
                flurry[0]--;
                return Duration.ofMillis(40 + random.nextInt(90));
            }
            double millis = -Math.log(1 - random.nextDouble()) * 520;
            return Duration.ofMillis(Math.clamp((long) millis, 120, 2_200));
        };
    }

    /** Begins; once only. */
    synchronized void start() {
        if (thread != null) {
            throw new IllegalStateException("started before");
        }
        thread = Thread.ofVirtual().name("demo-events").start(this::run);
    }

    private void run() {
        try {
            while (!ended.await(pauses.get().toNanos(), TimeUnit.NANOSECONDS)) {
                bus.publish(events.get()).exceptionally(failure -> {
                    LOG.warn("A sample event was not published: {}", failure.getMessage());
                    return 0L;
                });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Blocks until the last event is published. */
    @Override
    public void close() {
        ended.countDown();
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running == null) {
            return;
        }
        try {
            running.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
