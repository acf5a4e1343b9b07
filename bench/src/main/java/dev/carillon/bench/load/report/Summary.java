package dev.carillon.bench.load.report;

import org.HdrHistogram.Histogram;

/** A histogram in a few numbers; times in milliseconds. */
public record Summary(long count, double p50, double p90, double p99, double p999, double max) {
    private static final double MILLI = 1e6;

    public static Summary of(Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return new Summary(0, 0, 0, 0, 0, 0);
        }
        return new Summary(
                histogram.getTotalCount(),
                at(histogram, 50),
                at(histogram, 90),
                at(histogram, 99),
                at(histogram, 99.9),
                histogram.getMaxValue() / MILLI);
    }

    static double at(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / MILLI;
    }
}
