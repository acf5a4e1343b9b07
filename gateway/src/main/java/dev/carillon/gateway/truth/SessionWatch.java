package dev.carillon.gateway.truth;

import dev.carillon.gateway.known.Invalidations;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which Django sessions have open connections, and whose they are. The keys are secrets. Any thread.
 *
 * <p>Who joins is either found by those who tell of a session's end, or finds that they have told.
 */
final class SessionWatch {
    private final Invalidations numbers;
    private final Map<String, Use> uses = new HashMap<>();

    private static final class Use {
        final String userId;
        int connections;

        Use(String userId) {
            this.userId = userId;
        }
    }

    SessionWatch(Invalidations numbers) {
        this.numbers = numbers;
    }

    /** Whether the session has ended since a number was drawn. */
    synchronized boolean joined(String key, String userId, long asOf) {
        uses.computeIfAbsent(key, k -> new Use(userId)).connections++;
        return numbers.hasEnded(key, asOf);
    }

    /** Those with open connections. */
    synchronized Set<String> inUse() {
        return Set.copyOf(uses.keySet());
    }

    synchronized void left(String key) {
        Use use = uses.get(key);
        if (use != null && --use.connections == 0) {
            uses.remove(key);
        }
    }

    /** A session has ended; gives whose it was, if it has open connections. */
    @Nullable
    String ended(String key) {
        numbers.session(key);
        synchronized (this) {
            Use use = uses.get(key);
            return use == null ? null : use.userId;
        }
    }
}
