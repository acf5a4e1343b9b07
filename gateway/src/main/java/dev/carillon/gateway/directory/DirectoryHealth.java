package dev.carillon.gateway.directory;

import dev.carillon.gateway.lifecycle.Readiness;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database answers, told to readiness, and to the log in one line when it goes away and one when it is back;
 * a database that comes and goes is logged at most once in {@link #QUIET}. Any thread.
 */
final class DirectoryHealth {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryHealth.class);
    private static final String PART = "directory";
    static final Duration QUIET = Duration.ofSeconds(30);
    static final Duration IDLE = Duration.ofSeconds(10);

    private final Readiness readiness;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean down;
    private boolean logged;
    private long downSince;
    private long failures;
    private long lastLogged;
    private volatile boolean answered;
    private volatile long lastAnswer;

    DirectoryHealth(Readiness readiness, LongSupplier nanoTime) {
        this.readiness = readiness;
        this.nanoTime = nanoTime;
        this.lastLogged = nanoTime.getAsLong() - QUIET.toNanos();
    }

    void starting() {
        readiness.notReady(PART, "the database has not answered yet");
    }

    /** Whether the database should be asked something, only to know that it is there. */
    boolean wantsProbe() {
        return !answered || nanoTime.getAsLong() - lastAnswer >= IDLE.toNanos();
    }

    boolean isDown() {
        return down;
    }

    void succeeded() {
        lastAnswer = nanoTime.getAsLong();
        if (answered) {
            return;
        }
        lock.lock();
        try {
            answered = true;
            readiness.ready(PART);
            if (down && logged) {
                Duration away = Duration.ofNanos(nanoTime.getAsLong() - downSince);
                LOG.info("The database answers again, after {} s and {} failures", away.toSeconds(), failures);
            }
            down = false;
        } finally {
            lock.unlock();
        }
    }

    /** @param reason for an operator; holds no secret */
    void failed(String reason) {
        lock.lock();
        try {
            answered = false;
            readiness.notReady(PART, reason);
            if (!down) {
                begin(reason);
            }
            failures++;
        } finally {
            lock.unlock();
        }
    }

    private void begin(String reason) {
        down = true;
        downSince = nanoTime.getAsLong();
        failures = 0;
        logged = downSince - lastLogged >= QUIET.toNanos();
        if (logged) {
            lastLogged = downSince;
            LOG.warn("The database does not answer; new clients are told to come back: {}", reason);
        }
    }
}
