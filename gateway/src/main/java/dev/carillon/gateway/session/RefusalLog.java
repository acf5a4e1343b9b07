package dev.carillon.gateway.session;

import dev.carillon.gateway.session.SessionMetrics.Outcome;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of refused credentials in the log: by reason, in one line every ten seconds at most. Any thread. */
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier clock;
    private final Map<Outcome, LongAdder> unreported = new EnumMap<>(Outcome.class);
    private final AtomicLong next;

    /** @param clock nanoseconds, like {@link System#nanoTime} */
    RefusalLog(LongSupplier clock) {
        this.clock = clock;
        this.next = new AtomicLong(clock.getAsLong());
        for (Outcome outcome : Outcome.values()) {
            unreported.put(outcome, new LongAdder());
        }
    }

    void add(Outcome outcome) {
        Objects.requireNonNull(unreported.get(outcome)).increment();
        long now = clock.getAsLong();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + PAUSE_NANOS)) {
            LOG.info("clients were refused: {}", taken());
        }
    }

    private Map<String, Long> taken() {
        Map<String, Long> counts = new TreeMap<>();
        unreported.forEach((outcome, count) -> {
            long sum = count.sumThenReset();
            if (sum > 0) {
                counts.put(outcome.name().toLowerCase(Locale.ROOT), sum);
            }
        });
        return counts;
    }
}
