package dev.carillon.gateway.auth.jwt;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.auth.AuthResult.Reason;
import dev.carillon.gateway.auth.Authenticator;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.auth.jwt.ClaimRules.Judgement;
import dev.carillon.gateway.auth.jwt.keys.JwtAlgorithm;
import dev.carillon.gateway.auth.jwt.keys.KeyRing;
import dev.carillon.gateway.auth.jwt.keys.KeySource;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Tells whose JSON Web Token it is: its form, then its signature, then its claims, then, unless the token itself tells what
 * they may see, the user that it names. Any thread.
 *
 * <p>The token's header chooses among configured keys and nothing else. A shared secret is tried on the caller's thread, which
 * takes microseconds; public keys on the executor for blocking work, whose refusal makes the token unavailable.
 */
public final class JwtAuthenticator implements Authenticator<Credential.JwtToken>, AutoCloseable {
    private final JwtConfig config;
    private final KeySource keys;
    private final Set<JwtAlgorithm> allowed;
    private final ClaimRules rules;
    private final List<String> types;
    private final UserLookups users;
    private final Executor blockingWork;

    /** @param keys closed with this */
    JwtAuthenticator(JwtConfig config, KeySource keys, UserLookups users, Executor blockingWork) {
        this.config = config;
        this.keys = keys;
        this.allowed = config.allowed();
        this.rules = new ClaimRules(config);
        this.types = config.acceptedTypes();
        this.users = users;
        this.blockingWork = blockingWork;
    }

    /**
     * Reads the configured keys, and begins to fetch those that lie elsewhere.
     *
     * @throws IllegalArgumentException if a key or a file cannot be used; the message is for the operator
     */
    public static JwtAuthenticator open(
            JwtConfig config, UserLookups users, Executor blockingWork, Metrics metrics, Readiness readiness) {
        KeySource keys = JwtKeys.open(config, metrics, readiness);
        metrics.gauge(Metric.JWT_KEYS, () -> keys.keys().size());
        return new JwtAuthenticator(config, keys, users, blockingWork);
    }

    @Override
    public CompletionStage<AuthResult> authenticate(Credential.JwtToken credential) {
        SignedToken token = SignedToken.parse(credential.text(), types);
        if (token == null) {
            return rejected(Reason.MALFORMED);
        }
        JwtAlgorithm algorithm = JwtAlgorithm.named(token.algorithm());
        if (algorithm == null || !allowed.contains(algorithm)) {
            return rejected(Reason.UNKNOWN_KEY);
        }
        return completedFuture(new Presented(credential, token, algorithm))
                .thenCompose(
                        presented -> verdict(presented, keys.keys()).thenCompose(verdict -> judge(presented, verdict)))
                .exceptionally(AuthResult.Unavailable::after);
    }

    /** A token on its way. */
    private record Presented(Credential.JwtToken credential, SignedToken token, JwtAlgorithm algorithm) {}

    private CompletionStage<KeyRing.Verdict> verdict(Presented presented, KeyRing ring) {
        return presented.algorithm.isCheap()
                ? completedFuture(verify(presented, ring))
                : CompletableFuture.supplyAsync(() -> verify(presented, ring), blockingWork);
    }

    private static KeyRing.Verdict verify(Presented presented, KeyRing ring) {
        return ring.verify(presented.algorithm, presented.token.keyId(), presented.token.parts());
    }

    private CompletionStage<AuthResult> judge(Presented presented, KeyRing.Verdict verdict) {
        if (verdict == KeyRing.Verdict.VERIFIED) {
            return accept(presented);
        }
        // Nobody publishes shared secrets.
        if (presented.algorithm.isCheap()) {
            return rejected(reason(verdict));
        }
        return keys.learn(presented.token.keyId()).thenCompose(learned -> switch (learned) {
            case KeySource.Learned.Nothing nothing -> rejected(reason(verdict));
            case KeySource.Learned.Unavailable(String detail) -> completedFuture(new AuthResult.Unavailable(detail));
            case KeySource.Learned.Fetched(KeyRing ring) ->
                verdict(presented, ring)
                        .thenCompose(second ->
                                second == KeyRing.Verdict.VERIFIED ? accept(presented) : rejected(reason(second)));
        });
    }

    private static Reason reason(KeyRing.Verdict verdict) {
        return verdict == KeyRing.Verdict.NO_KEY ? Reason.UNKNOWN_KEY : Reason.BAD_SIGNATURE;
    }

    private CompletionStage<AuthResult> accept(Presented presented) {
        return switch (rules.judge(presented.token.claims(), presented.credential.arrivedAt())) {
            case Judgement.Bad bad -> rejected(bad.reason());
            case Judgement.Good good ->
                config.permissions() == JwtConfig.Permissions.TOKEN
                        ? completedFuture(new AuthResult.Accepted(
                                new Identity.TokenBearer(good.user(), good.contentTypes(), good.expiresAt())))
                        : users.rowBy(config.userField(), good.user()).thenApply(row -> known(row, good));
        };
    }

    private AuthResult known(Optional<UserLookups.Row> found, Judgement.Good good) {
        if (found.isEmpty()) {
            return new AuthResult.Rejected(Reason.UNKNOWN_USER);
        }
        UserRecord user = found.get().user();
        return user.active()
                ? new AuthResult.Accepted(
                        new Identity.DjangoUser(user, now -> stillNames(now, good), good.expiresAt()),
                        found.get().asOf())
                : new AuthResult.Rejected(Reason.INACTIVE_USER);
    }

    /** A change of password ends no token; but who has a new name is no longer the one that the token names. */
    private boolean stillNames(UserRecord user, Judgement.Good good) {
        return config.userField() == UserRecord.Field.PK || user.username().equals(good.user());
    }

    private static CompletionStage<AuthResult> rejected(Reason reason) {
        return completedFuture(new AuthResult.Rejected(reason));
    }

    @Override
    public void close() {
        keys.close();
    }
}
