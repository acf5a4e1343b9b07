package dev.carillon.gateway.admission;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Slows down whoever presents bad credentials again and again, and nobody else: for each network so many failures a minute,
 * and as many at once. Beyond that its clients are sent away without asking anyone, until the next failure fits again.
 *
 * <p>Any thread. The table is bounded: who has failed least recently is forgotten first.
 */
public final class FailureLimits {
    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_NETWORKS = 10_000;

    private final long incrementNanos;
    private final LongSupplier clock;
    /** For each network when its failures would be used up, were they spread as evenly as the limit wants; latest last. */
    private final Map<ClientNetwork, Long> usedUntil = new LinkedHashMap<>();

    /** @param clock nanoseconds, like {@link System#nanoTime} */
    public FailureLimits(AdmissionConfig config, LongSupplier clock) {
        this.incrementNanos = config.failuresPerMinute() == 0 ? 0 : WINDOW_NANOS / config.failuresPerMinute();
        this.clock = clock;
    }

    /**
     * How long the network's clients must be sent away, in nanoseconds; 0 for not at all.
     *
     * @param network null for one without limit
     */
    public synchronized long pauseNanos(@Nullable ClientNetwork network) {
        Long until = network == null ? null : usedUntil.get(network);
        if (until == null) {
            return 0;
        }
        return Math.max(0, until - clock.getAsLong() + incrementNanos - WINDOW_NANOS);
    }

    /** A credential from there was refused. */
    public synchronized void failed(@Nullable ClientNetwork network) {
        if (network == null || incrementNanos == 0) {
            return;
        }
        long now = clock.getAsLong();
        Long until = usedUntil.remove(network);
        long used = until == null ? 0 : Math.max(0, until - now);
        // Those that were under check when the limit was reached make the pause no longer.
        usedUntil.put(network, now + Math.min(used + incrementNanos, WINDOW_NANOS));
        if (usedUntil.size() > MOST_NETWORKS) {
            usedUntil.remove(usedUntil.keySet().iterator().next());
        }
    }

    /** How many networks are remembered. */
    public synchronized int size() {
        return usedUntil.size();
    }
}
