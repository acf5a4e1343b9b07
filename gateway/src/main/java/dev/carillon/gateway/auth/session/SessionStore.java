package dev.carillon.gateway.auth.session;

import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.protocol.session.SessionKey;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Where Django keeps its sessions; only ever read. */
public interface SessionStore extends AutoCloseable {
    /**
     * Those of these sessions that are there and not over. Callable on an event loop: never blocks. Completes on any thread,
     * within a bounded time, exceptionally with a {@link DirectoryException} when it cannot be told.
     */
    CompletionStage<Map<SessionKey, StoredSession>> load(Set<SessionKey> keys);

    @Override
    default void close() {}
}
