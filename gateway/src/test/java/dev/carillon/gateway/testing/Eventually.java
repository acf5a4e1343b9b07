package dev.carillon.gateway.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what a test expects: looks again until it holds, and fails when it has not come in a generous time. */
public final class Eventually {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS = 5_000_000;

    private Eventually() {}

    public static void eventually(String expectation, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + LIMIT + ": " + expectation);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
