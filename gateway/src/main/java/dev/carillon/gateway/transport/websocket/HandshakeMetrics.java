package dev.carillon.gateway.transport.websocket;

import dev.carillon.gateway.metrics.Count;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts handshakes by the status they were answered with. Any thread. */
public final class HandshakeMetrics {
    private final Map<Integer, Count> answered;
    private final Count dropped;

    public HandshakeMetrics(Metrics metrics) {
        answered = Stream.of(101, 400, 404, 405, 414, 426, 431, 503, 505)
                .collect(Collectors.toMap(
                        Function.identity(), status -> metrics.count(Metric.HANDSHAKES, String.valueOf(status))));
        dropped = metrics.count(Metric.HANDSHAKES, "none");
    }

    void answered(int status) {
        Objects.requireNonNull(answered.get(status)).increment();
    }

    void dropped() {
        dropped.increment();
    }
}
