package dev.carillon.gateway.truth;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.auth.session.StoredSession;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.protocol.session.DecodedSession.Decoded;
import dev.carillon.protocol.session.DecodedSession.Unreadable;
import dev.carillon.protocol.session.SessionData;
import dev.carillon.protocol.session.SessionKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SessionSweepTest {
    private static final StoredSession LOGGED_IN = stored("7");

    private final Map<SessionKey, StoredSession> stored = new ConcurrentHashMap<>();
    private final List<Integer> batches = new CopyOnWriteArrayList<>();
    private final Set<String> inUse = ConcurrentHashMap.newKeySet();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private volatile boolean away;
    private final Map<String, StoredSession> there = new ConcurrentHashMap<>();
    private final SessionSweep sweep =
            new SessionSweep(this::load, () -> Set.copyOf(inUse), ended::addAll, there::putAll, Duration.ofMillis(50));

    private static StoredSession stored(String user) {
        return new StoredSession(new Decoded(new SessionData(user, "backend", "hash", null)), null);
    }

    private CompletionStage<Map<SessionKey, StoredSession>> load(Set<SessionKey> keys) {
        if (away) {
            batches.add(-1);
            return CompletableFuture.failedFuture(new DirectoryException("away"));
        }
        batches.add(keys.size());
        Map<SessionKey, StoredSession> found = new HashMap<>(stored);
        found.keySet().retainAll(keys);
        return CompletableFuture.completedFuture(found);
    }

    @AfterEach
    void close() {
        sweep.close();
    }

    private void use(String key, StoredSession session) {
        inUse.add(key);
        stored.put(new SessionKey(key), session);
    }

    @Test
    void what_is_gone_or_logged_out_has_ended_and_nothing_else() {
        use("stays-there", LOGGED_IN);
        use("unreadable", new StoredSession(Unreadable.PICKLE, null));
        use("logged-out", new StoredSession(new Decoded(new SessionData(null, null, null, null)), null));
        inUse.add("gone-already");
        sweep.start();
        eventually("it is noticed", () -> ended.containsAll(Set.of("gone-already", "logged-out")));
        stored.remove(new SessionKey("stays-there"));
        eventually("later too", () -> ended.contains("stays-there"));
        assertThat(ended).doesNotContain("unreadable");
        assertThat(there).containsExactly(Map.entry("stays-there", LOGGED_IN));
    }

    @Test
    void a_store_that_is_away_ends_nothing_and_is_asked_again() {
        inUse.add("gone-already");
        away = true;
        sweep.start();
        eventually("it was asked", () -> batches.size() > 3);
        assertThat(ended).isEmpty();
        away = false;
        eventually("it is noticed", () -> ended.contains("gone-already"));
    }

    @Test
    void many_are_asked_for_in_batches() {
        inUse.addAll(IntStream.range(0, 1200).mapToObj(i -> "session-" + i).collect(Collectors.toSet()));
        sweep.start();
        eventually("all are asked for", () -> ended.size() == 1200);
        assertThat(batches.subList(0, 3)).containsExactly(500, 500, 200);
    }
}
