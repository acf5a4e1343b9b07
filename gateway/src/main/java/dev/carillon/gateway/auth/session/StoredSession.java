package dev.carillon.gateway.auth.session;

import dev.carillon.gateway.auth.Identity;
import dev.carillon.protocol.session.DecodedSession;
import dev.carillon.protocol.session.DecodedSession.Decoded;
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

    /** Whether the user of a connection is still logged in by this session; their password is not asked. */
    public boolean isOf(Identity.DjangoUser user) {
        return session instanceof Decoded(var data)
                && data.userId() != null
                && data.userId().strip().equals(user.userId());
    }
}
