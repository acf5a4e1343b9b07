package dev.carillon.gateway.auth.session;

import dev.carillon.gateway.auth.AuthResult.Reason;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.auth.session.SessionAuthenticator.Found;
import dev.carillon.gateway.auth.session.SessionAuthenticator.SessionReading;
import dev.carillon.protocol.session.SessionKey;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Cookies that name a session in a store. */
record StoredSessions(SessionStore store) implements SessionReading {
    @Override
    public CompletionStage<Found> read(Credential.SessionCookie cookie) {
        SessionKey key = SessionKey.of(cookie.value());
        return key == null
                ? CompletableFuture.completedFuture(new Found.Nothing(Reason.MALFORMED))
                : store.load(Set.of(key)).thenApply(sessions -> found(key, sessions.get(key)));
    }

    private static Found found(SessionKey key, @Nullable StoredSession session) {
        return session == null
                ? new Found.Nothing(Reason.NO_SESSION)
                : new Found.Session(session.session(), session.expiresAt(), key);
    }
}
