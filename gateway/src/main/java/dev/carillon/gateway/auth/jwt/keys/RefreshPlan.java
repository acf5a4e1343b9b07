package dev.carillon.gateway.auth.jwt.keys;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When to fetch next, in nanoseconds of one clock. Guarded by the lock of its {@link JwksSource}. */
final class RefreshPlan {
    private final long refreshNanos;
    private final long pauseNanos;
    private long earliest;
    private long due;

    RefreshPlan(JwksConfig config, long now) {
        this.refreshNanos = config.refresh().toNanos();
        this.pauseNanos = config.pause().toNanos();
        this.earliest = now;
        this.due = now;
    }

    /** How long until the next fetch; zero or less when it is time. */
    long nanosLeft(long now) {
        return due - now;
    }

    /** Asks for a fetch now; false when the last one is too near. */
    boolean want(long now) {
        if (now - earliest < 0) {
            return false;
        }
        due = now;
        return true;
    }

    /** @param maxAge how long the answer may be kept, as far as it said so */
    void succeeded(long now, @Nullable Duration maxAge) {
        ended(now);
        long said = maxAge == null ? refreshNanos : maxAge.toNanos();
        due = now + Math.clamp(said, pauseNanos, refreshNanos);
    }

    void failed(long now) {
        ended(now);
        due = earliest;
    }

    private void ended(long now) {
        earliest = now + pauseNanos;
    }
}
