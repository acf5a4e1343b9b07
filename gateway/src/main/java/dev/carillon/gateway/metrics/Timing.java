package dev.carillon.gateway.metrics;

import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** A histogram of durations; any thread. */
public final class Timing {
    private final Timer timer;

    Timing(Timer timer) {
        this.timer = timer;
    }

    public void record(long nanos) {
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** How many were recorded. */
    public long count() {
        return timer.count();
    }
}
