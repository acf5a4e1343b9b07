package dev.carillon.gateway.auth.session;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.auth.AuthResult.Reason;
import dev.carillon.gateway.auth.Authenticator;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.protocol.session.DecodedSession;
import dev.carillon.protocol.session.DecodedSession.Decoded;
import dev.carillon.protocol.session.DecodedSession.Unreadable;
import dev.carillon.protocol.session.SessionAuthHash;
import dev.carillon.protocol.session.SessionData;
import dev.carillon.protocol.session.SessionKey;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells who is logged in by a session cookie, in the order of {@code django.contrib.auth.get_user}: the session; the
 * backend that let its user in; the user, who must be active; the hash that binds it to their password. Unlike Django it
 * writes nothing: no session is deleted, and none signed anew. Immutable; any thread.
 */
final class SessionAuthenticator implements Authenticator<Credential.SessionCookie> {
    private static final Pattern INTEGER = Pattern.compile("\\s*-?\\d{1,19}\\s*");

    private final SessionReading reading;
    private final Set<String> backends;
    private final SessionAuthHash hash;
    private final UserLookups users;

    SessionAuthenticator(SessionReading reading, Set<String> backends, SessionAuthHash hash, UserLookups users) {
        this.reading = reading;
        this.backends = backends;
        this.hash = hash;
        this.users = users;
    }

    /** From a cookie to its session. */
    interface SessionReading {
        /** Completes as {@link SessionStore#load} does. */
        CompletionStage<Found> read(Credential.SessionCookie cookie);
    }

    /** What a cookie leads to. */
    sealed interface Found {
        /** @param key null where the cookie is the session */
        record Session(
                DecodedSession session,
                @Nullable Instant expiresAt,
                @Nullable SessionKey key) implements Found {}

        /** Nothing. */
        record Nothing(Reason why) implements Found {}
    }

    @Override
    public CompletionStage<AuthResult> authenticate(Credential.SessionCookie cookie) {
        return reading.read(cookie)
                .thenCompose(found -> switch (found) {
                    case Found.Nothing(Reason why) -> rejected(why);
                    case Found.Session session -> judge(session);
                })
                .exceptionally(AuthResult.Unavailable::after);
    }

    private CompletionStage<AuthResult> judge(Found.Session found) {
        return switch (found.session) {
            case Unreadable why -> rejected(reason(why));
            case Decoded(SessionData data) -> judge(data, found);
        };
    }

    private static Reason reason(Unreadable why) {
        return switch (why) {
            case BAD_SIGNATURE -> Reason.BAD_SIGNATURE;
            case EXPIRED -> Reason.EXPIRED;
            case TOO_LARGE, COMPRESSION, PICKLE, MALFORMED -> Reason.MALFORMED;
        };
    }

    private CompletionStage<AuthResult> judge(SessionData data, Found.Session found) {
        String id = id(data.userId());
        String backend = data.backend();
        if (id == null || backend == null) {
            return rejected(Reason.ANONYMOUS);
        }
        return backends.contains(backend) ? judge(id, data, found, users) : rejected(Reason.NOT_ACCEPTED);
    }

    /** Nobody is turned away by what is only remembered. */
    private CompletionStage<AuthResult> judge(String id, SessionData data, Found.Session found, UserLookups from) {
        return from.rowBy(UserRecord.Field.PK, id).thenCompose(row -> {
            AuthResult result = judge(row, data, found);
            boolean doubtful = result instanceof AuthResult.Rejected
                    && row.map(each -> from.mayRemember(each.user().id())).orElse(false);
            return doubtful ? judge(id, data, found, from.anew()) : completedFuture(result);
        });
    }

    /** As {@code to_python} of an integer's field reads it: with white space around it. */
    private static @Nullable String id(@Nullable String written) {
        return written != null && INTEGER.matcher(written).matches() ? written.strip() : written;
    }

    private AuthResult judge(Optional<UserLookups.Row> found, SessionData data, Found.Session session) {
        if (found.isEmpty()) {
            return new AuthResult.Rejected(Reason.UNKNOWN_USER);
        }
        UserRecord user = found.get().user();
        if (!user.active()) {
            return new AuthResult.Rejected(Reason.INACTIVE_USER);
        }
        Bond bond = new Bond(hash, data.authHash(), session.key);
        return bond.holds(user)
                ? new AuthResult.Accepted(
                        new Identity.DjangoUser(user, bond, session.expiresAt),
                        found.get().asOf())
                : new AuthResult.Rejected(Reason.BAD_SIGNATURE);
    }

    /** What a password that changes breaks, and the end of the session. */
    private record Bond(
            SessionAuthHash hash,
            @Nullable String made,
            @Nullable SessionKey key) implements Identity.Bond {
        @Override
        public boolean holds(UserRecord user) {
            return hash.verify(made, user.password());
        }

        @Override
        public @Nullable String session() {
            return key == null ? null : key.value();
        }

        /** Without the hash. */
        @Override
        public String toString() {
            return "Bond[" + key + "]";
        }
    }

    private static CompletionStage<AuthResult> rejected(Reason reason) {
        return completedFuture(new AuthResult.Rejected(reason));
    }
}
