package dev.carillon.gateway.lifecycle;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether the gateway should be sent clients, and if not, why. Any thread.
 *
 * <p>Each part reports for itself, under a name that stays ({@code bus}, {@code directory}, {@code gateway}); the
 * gateway is ready while none reports a reason against it.
 */
public final class Readiness {
    private final Map<String, String> reasons = new ConcurrentHashMap<>();

    /** The part cannot do its work; the reason is for an operator's eyes and holds no secret. */
    public void notReady(String part, String reason) {
        reasons.put(part, reason);
    }

    public void ready(String part) {
        reasons.remove(part);
    }

    public boolean isReady() {
        return reasons.isEmpty();
    }

    /** What stands against readiness now, by part; empty when ready. */
    public Map<String, String> reasons() {
        return new TreeMap<>(reasons);
    }
}
