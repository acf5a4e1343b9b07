package dev.carillon.gateway.transport.websocket;

import dev.carillon.gateway.metrics.Count;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.metrics.Timing;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Counts and times handshakes by the status they were answered with. Any thread. */
public final class HandshakeMetrics {
    /** Closed without an answer. */
    static final int UNANSWERED = 0;

    private static final int[] STATUSES = {UNANSWERED, 101, 400, 401, 403, 404, 405, 414, 426, 429, 431, 503, 505};

    private final Map<Integer, Count> counts = new HashMap<>();
    private final Map<Integer, Timing> timings = new HashMap<>();

    public HandshakeMetrics(Metrics metrics) {
        for (int status : STATUSES) {
            String label = status == UNANSWERED ? "none" : String.valueOf(status);
            counts.put(status, metrics.count(Metric.HANDSHAKES, label));
            timings.put(status, metrics.timing(Metric.HANDSHAKE_TIME, label));
        }
    }

    /** @param nanos since the connection was accepted */
    void ended(int status, long nanos) {
        Objects.requireNonNull(counts.get(status)).increment();
        Objects.requireNonNull(timings.get(status)).record(nanos);
    }
}
