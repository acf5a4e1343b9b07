package dev.carillon.gateway.registry;

import org.jspecify.annotations.Nullable;

/**
 * What became of the events that one connection was to get.
 *
 * @param matched those that it saw while it was in, also those that wait for it
 * @param missed those that were shed
 * @param why the last was shed; null when none was
 */
public record Tally(long matched, long missed, @Nullable ShedReason why) {
    /** Those that were written towards its socket, where so many are waiting. */
    public long written(long waiting) {
        return matched - missed - waiting;
    }
}
