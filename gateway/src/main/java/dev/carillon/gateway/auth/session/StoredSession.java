package dev.carillon.gateway.auth.session;

import dev.carillon.protocol.session.DecodedSession;
import dev.carillon.protocol.session.DecodedSession.Decoded;
import dev.carillon.protocol.session.SessionData;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session that is in its store, and not over.
 *
 * @param session what it holds
 * @param expiresAt when it will be over, as things stand: a site may put it off; null for never
 */
public record StoredSession(
        DecodedSession session, @Nullable Instant expiresAt) {

    /** Whether nobody is logged in by it any more; of what cannot be read that cannot be said. */
    public boolean isLoggedOut() {
        return session instanceof Decoded(SessionData data) && (data.userId() == null || data.authHash() == null);
    }
}
