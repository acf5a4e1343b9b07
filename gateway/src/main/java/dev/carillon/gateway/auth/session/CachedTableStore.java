package dev.carillon.gateway.auth.session;

import dev.carillon.gateway.stages.Failures;
import dev.carillon.protocol.session.DecodedSession.Decoded;
import dev.carillon.protocol.session.SessionKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The {@code cached_db} engine: what the cache does not have, or holds in a form that is not read here, is read from the
 * table; and everything is while the cache does not answer. Any thread.
 */
final class CachedTableStore implements SessionStore {
    private final SessionStore cache;
    private final SessionStore table;

    CachedTableStore(SessionStore cache, SessionStore table) {
        this.cache = cache;
        this.table = table;
    }

    @Override
    public CompletionStage<Map<SessionKey, StoredSession>> load(Set<SessionKey> keys) {
        return cache.load(keys).exceptionally(away -> Map.of()).thenCompose(cached -> completed(keys, cached));
    }

    private CompletionStage<Map<SessionKey, StoredSession>> completed(
            Set<SessionKey> keys, Map<SessionKey, StoredSession> cached) {
        Map<SessionKey, StoredSession> found = new HashMap<>(cached);
        found.values().removeIf(session -> !(session.session() instanceof Decoded));
        Set<SessionKey> missing = new HashSet<>(keys);
        missing.removeAll(found.keySet());
        if (missing.isEmpty()) {
            return CompletableFuture.completedFuture(found);
        }
        return Failures.withoutWrapping(table.load(missing).thenApply(rows -> {
            found.putAll(rows);
            return found;
        }));
    }

    @Override
    public void close() {
        cache.close();
        table.close();
    }
}
