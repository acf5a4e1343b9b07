package dev.carillon.gateway.redis;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log once when reads begin to fail and once when they succeed again, at most once in {@link #QUIET}. Any thread. */
final class ReadingHealth {
    private static final Logger LOG = LoggerFactory.getLogger(ReadingHealth.class);
    static final Duration QUIET = Duration.ofSeconds(30);

    private final String what;
    private final String where;
    private final LongSupplier nanoTime;
    private volatile boolean down;
    private boolean told;
    private long lastTold;

    ReadingHealth(String what, String where, LongSupplier nanoTime) {
        this.what = what;
        this.where = where;
        this.nanoTime = nanoTime;
        lastTold = nanoTime.getAsLong() - QUIET.toNanos();
    }

    void succeeded() {
        if (down) {
            recover();
        }
    }

    private synchronized void recover() {
        if (down && told) {
            LOG.info("{} are read from {} again", what, where);
        }
        down = false;
    }

    /** @param reason for an operator; holds no secret */
    synchronized void failed(String reason) {
        if (!down) {
            long now = nanoTime.getAsLong();
            told = now - lastTold >= QUIET.toNanos();
            if (told) {
                lastTold = now;
                LOG.warn("{} cannot be read: {}", what, reason);
            }
        }
        down = true;
    }
}
