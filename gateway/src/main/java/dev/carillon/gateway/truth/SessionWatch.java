package dev.carillon.gateway.truth;

import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.auth.session.StoredSession;
import dev.carillon.gateway.known.Invalidations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which Django sessions have open connections, whose they are, and when those connections take them to end. The keys are
 * secrets. Any thread.
 *
 * <p>Who joins is either found by those who tell of a session's end, or finds that they have told.
 */
final class SessionWatch {
    /** What is left of a time to live, counted from now, differs a little each time. */
    private static final Duration SAME = Duration.ofSeconds(1);

    private final Invalidations numbers;
    private final Effect effect;
    private final Map<String, Use> uses = new ConcurrentHashMap<>();

    /** @param agreed whether all its connections have been told of that end, or came with it */
    private record Use(
            String userId, int connections, @Nullable Instant end, boolean agreed) {
        Use plus(Use more) {
            return new Use(userId, connections + more.connections, end, agreed && isEnd(more.end));
        }

        Use lessOne() {
            return new Use(userId, connections - 1, end, agreed);
        }

        boolean isEnd(@Nullable Instant other) {
            if (end == null || other == null) {
                return end == null && other == null;
            }
            return Duration.between(end, other).abs().compareTo(SAME) < 0;
        }
    }

    SessionWatch(Invalidations numbers, Effect effect) {
        this.numbers = numbers;
        this.effect = effect;
    }

    /** Whether the session has ended already. */
    boolean joined(String key, Identity.DjangoUser user) {
        uses.merge(key, new Use(user.userId(), 1, user.expiresAt(), true), Use::plus);
        return numbers.hasEnded(key);
    }

    /** Those with open connections. */
    Set<String> inUse() {
        return Set.copyOf(uses.keySet());
    }

    void left(String key) {
        uses.computeIfPresent(key, (k, use) -> use.connections == 1 ? null : use.lessOne());
    }

    /** Sessions have ended, and the connections that hang on them do. */
    void ended(Set<String> keys) {
        for (String key : keys) {
            numbers.session(key);
            Use use = uses.get(key);
            if (use != null) {
                effect.ended(key, use.userId);
            }
        }
    }

    /** The store has these sessions no more: somebody has logged out, or their time is over. */
    void gone(Set<String> keys) {
        for (String key : keys) {
            Use use = uses.get(key);
            if (use == null || !isOver(use.end)) {
                numbers.session(key);
            }
            if (use != null) {
                effect.gone(key, use.userId);
            }
        }
    }

    /** Whether the time of a session is over that was taken to end then; as exactly as that is known. */
    static boolean isOver(@Nullable Instant end) {
        return end != null && !end.isAfter(Instant.now().plus(SAME));
    }

    /** Sessions are there, and end when their store says; where a connection takes it to be another time, it is told. */
    void found(Map<String, StoredSession> sessions) {
        List<Effect.SessionEnd> moved = new ArrayList<>();
        sessions.forEach((key, session) -> uses.computeIfPresent(key, (k, use) -> {
            Instant end = session.expiresAt();
            if (use.agreed && use.isEnd(end)) {
                return use;
            }
            moved.add(new Effect.SessionEnd(key, use.userId, end));
            return new Use(use.userId, use.connections, end, true);
        }));
        if (!moved.isEmpty()) {
            effect.moved(moved);
        }
    }
}
