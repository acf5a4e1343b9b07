package dev.carillon.gateway.registry;

import org.jspecify.annotations.Nullable;

/**
 * What became of the events that one connection was to get.
 *
 * @param matched those that it saw while it was in, also those that wait for it in the log
 * @param unsent those that its channel holds, since its socket has not taken them yet
 * @param shed those that were given up
 * @param why the last was shed; null when none was
 */
public record Tally(
        long matched, long unsent, long shed, @Nullable ShedReason why) {
    /** Those that its socket has taken, where so many are waiting in the log. */
    public long written(long waiting) {
        return matched - unsent - shed - waiting;
    }
}
