package dev.carillon.gateway.auth;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.carillon.gateway.auth.AuthResult.Reason;
import dev.carillon.gateway.directory.DjangoConfig;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.protocol.django.PrimaryKey;
import dev.carillon.protocol.django.SesameToken;
import dev.carillon.protocol.django.SesameTokens;
import dev.carillon.protocol.django.UserState;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Tells whose django-sesame token it is, in the order of sesame's own backend: the text and its age; the user that it
 * names; whether they are active; the signature, which depends on the user's row; last, with one-time tokens, the use is
 * written down as {@code last_login}. Immutable; any thread.
 *
 * <p>A v2 token is verified on the thread that completes the look-up; a v1 token's PBKDF2 on the executor for blocking
 * work, whose refusal makes the token unavailable, not rejected.
 */
public final class SesameAuthenticator implements Authenticator<Credential.SesameToken> {
    private final SesameTokens tokens;
    private final boolean oneTime;
    private final SesameConfig config;
    private final ZoneId storedZone;
    private final UserLookups users;
    private final Executor blockingWork;
    private final InstantSource clock;

    /**
     * @param clock tells the time of a login; the age of a token is judged by when it arrived
     * @throws IllegalArgumentException if there is no secret key
     */
    public SesameAuthenticator(
            SesameConfig sesame, DjangoConfig django, UserLookups users, Executor blockingWork, InstantSource clock) {
        tokens = new SesameTokens(sesame.with(django));
        oneTime = sesame.oneTime();
        config = sesame;
        storedZone = django.useTz() ? ZoneOffset.UTC : django.timeZone();
        this.users = users;
        this.blockingWork = blockingWork;
        this.clock = clock;
    }

    @Override
    public CompletionStage<AuthResult> authenticate(Credential.SesameToken credential) {
        return switch (tokens.parse(credential.text(), credential.arrivedAt())) {
            case SesameToken.Refusal refusal -> rejected(reason(refusal));
            case SesameToken.Unverified token ->
                completedFuture(users)
                        .thenCompose(from -> judge(token, from))
                        .exceptionally(AuthResult.Unavailable::after);
        };
    }

    /** Nobody is turned away by what is only remembered. */
    private CompletionStage<AuthResult> judge(SesameToken.Unverified token, UserLookups from) {
        return lookUp(token.key(), from)
                .thenCompose(row -> row.map(found -> judge(token, found)
                                .thenCompose(result -> result instanceof AuthResult.Rejected
                                                && from.mayRemember(found.user().id())
                                        ? judge(token, from.anew())
                                        : completedFuture(result)))
                        .orElseGet(() -> rejected(Reason.UNKNOWN_USER)));
    }

    private static Reason reason(SesameToken.Refusal refusal) {
        return switch (refusal) {
            case MALFORMED, UNSUPPORTED -> Reason.MALFORMED;
            case EXPIRED -> Reason.EXPIRED;
            case BAD_SIGNATURE -> Reason.BAD_SIGNATURE;
        };
    }

    /** No database that Django supports is asked for a key with a NUL: PostgreSQL would fail the whole batch for it. */
    private static CompletionStage<Optional<UserLookups.Row>> lookUp(PrimaryKey key, UserLookups users) {
        return key instanceof PrimaryKey.TextKey(String value) && value.indexOf('\0') >= 0
                ? completedFuture(Optional.empty())
                : users.row(key);
    }

    private CompletionStage<AuthResult> judge(SesameToken.Unverified token, UserLookups.Row row) {
        return row.user().active()
                ? verify(token, stateOf(row.user()))
                        .thenCompose(genuine -> genuine ? accept(row) : rejected(Reason.BAD_SIGNATURE))
                : rejected(Reason.INACTIVE_USER);
    }

    static UserState stateOf(UserRecord user) {
        return new UserState(user.password(), user.email(), user.lastLogin());
    }

    private CompletableFuture<Boolean> verify(SesameToken.Unverified token, UserState state) {
        return switch (token) {
            case SesameToken.V1 costly ->
                CompletableFuture.supplyAsync(() -> tokens.verify(costly, state), blockingWork);
            case SesameToken.V2 cheap -> completedFuture(tokens.verify(cheap, state));
        };
    }

    /** Of two uses of a one-time token at once, the second to be written finds the token revoked by the first. */
    private CompletionStage<AuthResult> accept(UserLookups.Row row) {
        UserRecord user = row.user();
        return oneTime
                ? users.recordLogin(user.id(), user.lastLogin(), loginTime(user))
                        .thenApply(first -> first ? accepted(row) : new AuthResult.Rejected(Reason.BAD_SIGNATURE))
                : completedFuture(accepted(row));
    }

    /** A token opens a connection and may expire then; what revokes tokens revokes the connection too. */
    private AuthResult accepted(UserLookups.Row row) {
        UserRecord user = row.user();
        return new AuthResult.Accepted(new Identity.DjangoUser(user, new SesameBond(user), null), row.asOf());
    }

    private final class SesameBond implements Identity.Bond {
        private final UserRecord then;

        SesameBond(UserRecord then) {
            this.then = then;
        }

        @Override
        public boolean holds(UserRecord user) {
            return isUnrevoked(then, user);
        }

        @Override
        public String credential() {
            return "a sesame token";
        }
    }

    /** A login, which revokes one-time tokens, is no reason: the token was used. */
    private boolean isUnrevoked(UserRecord then, UserRecord now) {
        return (!config.invalidateOnPasswordChange() || Objects.equals(then.password(), now.password()))
                && (!config.invalidateOnEmailChange() || then.email().equals(now.email()));
    }

    /** In the microseconds that Django stores; never equal to the last login, since only a change revokes tokens. */
    private LocalDateTime loginTime(UserRecord user) {
        LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), storedZone).truncatedTo(ChronoUnit.MICROS);
        return now.equals(user.lastLogin()) ? now.plus(1, ChronoUnit.MICROS) : now;
    }

    private static CompletableFuture<AuthResult> rejected(Reason reason) {
        return completedFuture(new AuthResult.Rejected(reason));
    }
}
