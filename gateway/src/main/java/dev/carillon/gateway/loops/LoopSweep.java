package dev.carillon.gateway.loops;

import dev.carillon.gateway.metrics.Timing;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a loop's sweep at a steady beat, and measures how late the loop gets to it: its lag. */
public final class LoopSweep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopSweep.class);

    private final ScheduledFuture<?> schedule;
    private final long periodNanos;
    private final List<LongConsumer> sweeps;
    private final Timing lag;
    private final Occasionally reports = new Occasionally();
    private long expectedNanos;

    /** @param sweeps given {@link System#nanoTime}, on the loop; the failure of one does not hold up the others */
    public LoopSweep(EventLoop loop, long periodNanos, List<LongConsumer> sweeps, Timing lag) {
        this.periodNanos = periodNanos;
        this.sweeps = sweeps;
        this.lag = lag;
        this.expectedNanos = System.nanoTime() + periodNanos;
        this.schedule = loop.scheduleWithFixedDelay(this::beat, periodNanos, periodNanos, TimeUnit.NANOSECONDS);
    }

    private void beat() {
        long now = System.nanoTime();
        lag.record(Math.max(0, now - expectedNanos));
        for (LongConsumer sweep : sweeps) {
            try {
                sweep.accept(now);
            } catch (Throwable e) {
                // Errors too, like Netty's own for want of direct memory: the schedule would end with it, and with it
                // every
                // time-out of this loop.
                failed(e);
            }
        }
        expectedNanos = System.nanoTime() + periodNanos;
    }

    private void failed(Throwable failure) {
        reports.run(times -> LOG.error("a loop's sweep failed; it goes on with the next", failure));
    }

    @Override
    public void close() {
        schedule.cancel(false);
    }
}
