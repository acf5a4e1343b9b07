package dev.carillon.gateway.truth;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How fast those are read of whom nobody told: everybody within a time, and no faster than that asks for. Users become old
 * enough to be read in half of the time; in the other half they are handed out and read, with something left for delays.
 *
 * @param sweep the time in which everybody is to be read
 * @param maxBatch users in one batch at most
 */
record SweepPace(Duration sweep, int maxBatch) {
    static final long TICK_MILLIS = 500;
    static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** The database rests at least so long, as a share of the time that a batch took, however many there are. */
    static final int LEAST_REST_SHARE = 4;
    /** So many users a tick may be handed out in any case, however long the sweep may take. */
    private static final int LEAST_A_TICK = 100;

    /** How many may be handed out each tick: all in two fifths of the sweep, so that there is never a burst. */
    int aTick(int connected) {
        long ticks = Math.max(1, sweep.toMillis() * 2 / 5 / TICK_MILLIS);
        return (int) Math.max(LEAST_A_TICK, Math.ceilDiv(connected, ticks));
    }

    /**
     * How long to rest after a batch: as long as it took and 50 ms at least, but no longer than lets everybody be read in a
     * third of the sweep, which is faster than they are handed out.
     */
    long restNanos(long tookNanos, int connected) {
        long turn = sweep.toNanos() / 3 / Math.max(1, Math.ceilDiv(connected, maxBatch));
        long rest = Math.min(Math.max(tookNanos, REST_NANOS), turn - tookNanos);
        return Math.max(rest, tookNanos / LEAST_REST_SHARE);
    }
}
