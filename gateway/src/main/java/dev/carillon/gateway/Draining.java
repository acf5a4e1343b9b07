package dev.carillon.gateway;

import dev.carillon.gateway.lifecycle.ShutdownConfig;
import dev.carillon.gateway.session.SessionLoop;
import dev.carillon.protocol.close.CloseReason;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes all connections at a shutdown, spread over time so that their clients do not all come back in the same moment. Runs
 * on the thread that shuts down.
 */
final class Draining {
    private static final Logger LOG = LoggerFactory.getLogger(Draining.class);
    private static final long STEP_MILLIS = 50;
    /** A few connections need not be spread: no faster than this many a second, but no slower than need be either. */
    private static final int LEAST_A_SECOND = 1000;

    private final Collection<SessionLoop> loops;
    private final Duration drain;
    private final Duration closeTimeout;
    private final CloseReason reason;

    Draining(Collection<SessionLoop> loops, ShutdownConfig config, Duration closeTimeout) {
        this.loops = loops;
        this.drain = config.drain();
        this.closeTimeout = closeTimeout;
        this.reason = config.closeCode() == 1012 ? CloseReason.SERVICE_RESTART : CloseReason.GOING_AWAY;
    }

    void run() {
        int open = sum(SessionLoop::size);
        LOG.info("closing {} connections", open);
        int perStep = perStep(open);
        while (sum(loop -> loop.closeSome(perStep, reason)) > 0) {
            pause();
        }
        awaitClosed();
    }

    /** How many each loop closes in a step. */
    private int perStep(int open) {
        long steps = Math.max(1, drain.toMillis() / STEP_MILLIS);
        long least = LEAST_A_SECOND * STEP_MILLIS / 1000;
        long all = Math.max(least, Math.ceilDiv(open, steps));
        return (int) Math.max(1, Math.ceilDiv(all, loops.size()));
    }

    private void awaitClosed() {
        long deadline = System.nanoTime() + closeTimeout.toNanos() + TimeUnit.SECONDS.toNanos(1);
        int left = sum(SessionLoop::size);
        while (left > 0 && System.nanoTime() - deadline < 0) {
            pause();
            left = sum(SessionLoop::size);
        }
        if (left > 0) {
            LOG.warn("{} connections did not end in time and are dropped", left);
            loops.forEach(loop -> loop.loop().execute(loop::abortAll));
        }
    }

    private int sum(ToIntFunction<SessionLoop> number) {
        return loops.stream()
                .map(loop -> CompletableFuture.supplyAsync(() -> number.applyAsInt(loop), loop.loop()))
                .mapToInt(CompletableFuture::join)
                .sum();
    }

    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS));
    }
}
