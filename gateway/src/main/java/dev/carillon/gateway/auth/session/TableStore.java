package dev.carillon.gateway.auth.session;

import dev.carillon.gateway.directory.UserDirectory.SessionRow;
import dev.carillon.gateway.stages.Failures;
import dev.carillon.protocol.session.SessionKey;
import dev.carillon.protocol.session.SignedSessions;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The {@code db} engine: a row for each session. Any thread. */
final class TableStore implements SessionStore {
    private final Function<SessionKey, CompletionStage<Optional<SessionRow>>> rows;
    private final SignedSessions signed;
    private final ReadCounts counts;
    private final InstantSource clock;

    /** @param rows a session's row, also when it has expired; completes as {@link SessionStore#load} */
    TableStore(
            Function<SessionKey, CompletionStage<Optional<SessionRow>>> rows,
            SignedSessions signed,
            ReadCounts counts,
            InstantSource clock) {
        this.rows = rows;
        this.signed = signed;
        this.counts = counts;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Map<SessionKey, StoredSession>> load(Set<SessionKey> keys) {
        Map<SessionKey, CompletableFuture<Optional<SessionRow>>> asked = HashMap.newHashMap(keys.size());
        keys.forEach(key -> asked.put(key, rows.apply(key).toCompletableFuture()));
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
