package dev.carillon.gateway.loops;

import dev.carillon.gateway.metrics.Timing;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a loop's sweep at a steady beat, and measures how late the loop gets to it: its lag. */
public final class LoopSweep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopSweep.class);

    private final ScheduledFuture<?> schedule;
    private final long periodNanos;
    private final LongConsumer sweep;
    private final Timing lag;
    private long expectedNanos;

    /** @param sweep given {@link System#nanoTime}, on the loop */
    public LoopSweep(EventLoop loop, long periodNanos, LongConsumer sweep, Timing lag) {
        this.periodNanos = periodNanos;
        this.sweep = sweep;
        this.lag = lag;
        this.expectedNanos = System.nanoTime() + periodNanos;
        this.schedule = loop.scheduleWithFixedDelay(this::beat, periodNanos, periodNanos, TimeUnit.NANOSECONDS);
    }

    private void beat() {
        long now = System.nanoTime();
        lag.record(Math.max(0, now - expectedNanos));
        try {
            sweep.accept(now);
        } catch (RuntimeException e) {
            // The schedule would end with it, and with it every time-out of this loop.
            LOG.error("a loop's sweep failed; it goes on with the next", e);
        }
        expectedNanos = System.nanoTime() + periodNanos;
    }

    @Override
    public void close() {
        schedule.cancel(false);
    }
}
