package dev.carillon.bench.baseline;

import org.jspecify.annotations.Nullable;

/**
 * What JMH found of one benchmark with one set of parameters.
 *
 * @param name class, method and parameters
 * @param moreIsBetter whether the score is a rate, not a time
 * @param allocation bytes for each operation; null when they were not measured
 */
record Measurement(
        String name,
        boolean moreIsBetter,
        Figure score,
        @Nullable Figure allocation) {}
