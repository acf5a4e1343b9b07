package dev.carillon.gateway.directory;

import dev.carillon.gateway.settings.Setting;
import java.time.Duration;

/** How the database is asked. */
public record DirectoryConfig(
        @Setting(value = "Database connections at most.", fallback = "4")
        int poolSize,

        @Setting(
                value = "How long a client waits for the database, in all, before it is told to come back (1013).",
                fallback = "5s")
        Duration timeout,

        @Setting(value = "Look-ups put into one query at most.", fallback = "500")
        int maxBatch,

        @Setting(
                value = "Look-ups that may wait for a query; more are told to come back at once (1013).",
                fallback = "20000")
        int maxWaiting,

        @Setting(
                value =
                        "How long look-ups gather for a query of their kind at most, while many come: a tenth of this for each"
                                + " look-up in the query before it, so that who comes alone never waits. 0s: never.",
                fallback = "100ms")
        Duration gather,

        @Setting(
                value = "While the database does not answer, how long after their last connection users are let in by"
                        + " what was known of them; 0s for never. Who was not here is told to come back (1013). So is"
                        + " everybody whose credential itself must be looked up: sessions in the database, tokens that"
                        + " name users by their login names, sesame tokens that are one-time or keyed by another"
                        + " field than the primary key.",
                fallback = "30s")
        Duration staleOk) {

    public DirectoryConfig {
        if (poolSize < 1 || poolSize > 100) {
            throw new IllegalArgumentException("pool_size must be between 1 and 100");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive");
        }
        if (maxBatch < 1 || maxBatch > 10_000) {
            throw new IllegalArgumentException("max_batch must be between 1 and 10000");
        }
        if (gather.isNegative() || gather.compareTo(timeout) >= 0) {
            throw new IllegalArgumentException("gather must not be negative, and below timeout");
        }
        if (staleOk.isNegative()) {
            throw new IllegalArgumentException("stale_ok must not be negative");
        }
        if (maxWaiting < 1) {
            throw new IllegalArgumentException("max_waiting must be at least 1");
        }
    }
}
