package dev.carillon.gateway.directory;

import dev.carillon.protocol.session.SessionKey;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Single look-ups of Django's sessions table; gathered, and answered, as {@link UserLookups}'. */
public interface SessionLookups {
    /** The session's row, also when it has expired. */
    CompletionStage<Optional<SessionRow>> session(SessionKey key);
}
