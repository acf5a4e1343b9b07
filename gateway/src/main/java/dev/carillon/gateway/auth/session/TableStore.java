package dev.carillon.gateway.auth.session;

import dev.carillon.gateway.directory.SessionLookups;
import dev.carillon.gateway.directory.SessionRow;
import dev.carillon.protocol.session.SessionKey;
import dev.carillon.protocol.session.SignedSessions;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The {@code db} engine: a row for each session. Any thread. */
final class TableStore implements SessionStore {
    private final SessionLookups lookups;
    private final SignedSessions signed;
    private final ReadCounts counts;
    private final InstantSource clock;

    TableStore(SessionLookups lookups, SignedSessions signed, ReadCounts counts, InstantSource clock) {
        this.lookups = lookups;
        this.signed = signed;
        this.counts = counts;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Map<SessionKey, StoredSession>> load(Set<SessionKey> keys) {
        Map<SessionKey, CompletableFuture<Optional<SessionRow>>> asked = HashMap.newHashMap(keys.size());
        keys.forEach(key -> asked.put(key, lookups.session(key).toCompletableFuture()));
        return Failures.withoutWrapping(CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    Map<SessionKey, StoredSession> found = new HashMap<>();
                    asked.forEach((key, row) -> decode(row.join()).ifPresent(session -> found.put(key, session)));
                    return found;
                }));
    }

    private Optional<StoredSession> decode(Optional<SessionRow> row) {
        Optional<StoredSession> session = row.filter(there -> there.expires().isAfter(clock.instant()))
                .map(live -> new StoredSession(signed.read(live.data()).session(), live.expires()));
        counts.count(session);
        return session;
    }
}
