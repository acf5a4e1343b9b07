package dev.carillon.gateway.auth.session;

import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.auth.session.SessionAuthenticator.Found;
import dev.carillon.gateway.auth.session.SessionAuthenticator.SessionReading;
import dev.carillon.protocol.session.DecodedSession.Decoded;
import dev.carillon.protocol.session.DecodedSession.Unreadable;
import dev.carillon.protocol.session.SignedSessions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Cookies that are the session (the {@code signed_cookies} engine). Django lets the browser forget a session whose end is
 * its own; here it ends then too, since a connection would outlive the cookie.
 */
record CookieSessions(SignedSessions signed, Duration cookieAge, ZoneId zone, ReadCounts counts)
        implements SessionReading {
    @Override
    public CompletionStage<Found> read(Credential.SessionCookie cookie) {
        Found.Session found = found(cookie);
        counts.count(found.session());
        return CompletableFuture.completedFuture(found);
    }

    private Found.Session found(Credential.SessionCookie cookie) {
        SignedSessions.Signed read = signed.read(cookie.value(), cookie.arrivedAt(), cookieAge);
        if (!(read.session() instanceof Decoded(var data))) {
            return new Found.Session(read.session(), null, null);
        }
        Instant end = data.end(read.at(), cookieAge, zone);
        Instant latest = read.at().plus(cookieAge);
        Instant expiresAt = end.isBefore(latest) ? end : latest;
        return expiresAt.isBefore(cookie.arrivedAt())
                ? new Found.Session(Unreadable.EXPIRED, null, null)
                : new Found.Session(read.session(), expiresAt, null);
    }
}
