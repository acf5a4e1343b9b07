package dev.carillon.gateway.metrics;

import io.micrometer.core.instrument.DistributionSummary;

/** A summary of sizes (count, sum and maximum); any thread. */
public final class Sizes {
    private final DistributionSummary summary;

    Sizes(DistributionSummary summary) {
        this.summary = summary;
    }

    public void record(long size) {
        summary.record((double) size);
    }

    /** How many were recorded. */
    public long count() {
        return summary.count();
    }

    /** Their sum. */
    public long total() {
        return (long) summary.totalAmount();
    }
}
