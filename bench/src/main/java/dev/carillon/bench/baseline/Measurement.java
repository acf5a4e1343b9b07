package dev.carillon.bench.baseline;

import org.jspecify.annotations.Nullable;

/**
 * What JMH found of one benchmark with one set of parameters.
 *
 * @param name class, method and parameters
 * @param length forks, iterations and their times: what decides how far two measurements can be compared
 * @param moreIsBetter whether the score is a rate, not a time
 * @param allocation bytes for each operation; null when they were not measured
 */
record Measurement(
        String name,
        String length,
        boolean moreIsBetter,
        Figure score,
        @Nullable Figure allocation) {}
