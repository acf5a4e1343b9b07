package dev.carillon.gateway.fanout;

import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.metrics.Sizes;
import dev.carillon.gateway.metrics.Timing;

/** What the fan-out records in every batch, not for every delivery. Any thread. */
public final class FanoutMetrics {
    private final Sizes batch;
    private final Timing delivery;

    public FanoutMetrics(Metrics metrics) {
        batch = metrics.sizes(Metric.BATCH_EVENTS);
        delivery = metrics.timing(Metric.DELIVERY_TIME);
    }

    void batch(int events) {
        batch.record(events);
    }

    void delivered(long nanos) {
        delivery.record(nanos);
    }
}
