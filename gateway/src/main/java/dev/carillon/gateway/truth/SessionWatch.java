package dev.carillon.gateway.truth;

import dev.carillon.gateway.known.Invalidations;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which Django sessions have open connections, and whose they are. The keys are secrets. Any thread.
 *
 * <p>Who joins is either found by those who tell of a session's end, or finds that they have told.
 */
final class SessionWatch {
    private final Invalidations numbers;
    private final Map<String, Use> uses = new ConcurrentHashMap<>();

    private record Use(String userId, int connections) {}

    SessionWatch(Invalidations numbers) {
        this.numbers = numbers;
    }

    /** Whether the session has ended already. */
    boolean joined(String key, String userId) {
        uses.merge(key, new Use(userId, 1), (use, more) -> new Use(userId, use.connections + 1));
        return numbers.hasEnded(key);
    }

    /** Those with open connections. */
    Set<String> inUse() {
        return Set.copyOf(uses.keySet());
    }

    void left(String key) {
        uses.computeIfPresent(key, (k, use) -> use.connections == 1 ? null : new Use(use.userId, use.connections - 1));
    }

    /** A session has ended; gives whose it was, if it has open connections. */
    @Nullable
    String ended(String key) {
        numbers.session(key);
        Use use = uses.get(key);
        return use == null ? null : use.userId;
    }
}
