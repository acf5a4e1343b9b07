package dev.carillon.gateway.auth.jwt.keys;

import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.security.PublicKey;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A key, and the algorithms that it may verify. A public key is only ever held inside verifiers of its own family, so no
 * header can make it a secret. Immutable; any thread.
 */
final class VerificationKey {
    private final @Nullable String id;
    private final Map<JwtAlgorithm, Algorithm> verifiers;

    private VerificationKey(
            @Nullable String id, Set<JwtAlgorithm> algorithms, Function<JwtAlgorithm, Algorithm> verifier) {
        this.id = id;
        this.verifiers = new EnumMap<>(algorithms.stream().collect(Collectors.toMap(Function.identity(), verifier)));
    }

    /**
     * Of a shared secret.
     *
     * @param allowed the algorithms that the configuration allows
     * @throws IllegalArgumentException if it is too short for any of them; the message does not show it
     */
    static VerificationKey of(@Nullable String id, byte[] secret, Set<JwtAlgorithm> allowed) {
        Set<JwtAlgorithm> algorithms = JwtAlgorithm.ofSecret(secret.length);
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException("has " + secret.length + " bytes; HS256 needs at least "
                    + JwtAlgorithm.HS256.minSecret() + ", HS384 " + JwtAlgorithm.HS384.minSecret() + " and HS512 "
                    + JwtAlgorithm.HS512.minSecret() + " (RFC 7518, section 3.2)");
        }
        return new VerificationKey(id, among(algorithms, allowed), algorithm -> algorithm.with(secret));
    }

    /**
     * Of a public key.
     *
     * @throws IllegalArgumentException if it is too weak, or fits none of the allowed algorithms
     */
    static VerificationKey of(@Nullable String id, PublicKey key, Set<JwtAlgorithm> allowed) {
        return new VerificationKey(id, among(JwtAlgorithm.of(key), allowed), algorithm -> algorithm.with(key));
    }

    private static Set<JwtAlgorithm> among(Set<JwtAlgorithm> fitting, Set<JwtAlgorithm> allowed) {
        Set<JwtAlgorithm> both = fitting.stream().filter(allowed::contains).collect(Collectors.toSet());
        if (both.isEmpty()) {
            throw new IllegalArgumentException("fits " + fitting + ", but jwt.algorithms allows only " + allowed);
        }
        return both;
    }

    @Nullable
    String id() {
        return id;
    }

    Set<JwtAlgorithm> algorithms() {
        return verifiers.keySet();
    }

    /** False also for an algorithm that is not this key's. */
    boolean verifies(JwtAlgorithm algorithm, DecodedJWT token) {
        Algorithm verifier = verifiers.get(algorithm);
        if (verifier == null) {
            return false;
        }
        try {
            verifier.verify(token);
            return true;
        } catch (SignatureVerificationException e) {
            return false;
        }
    }
}
