package dev.carillon.gateway.auth.jwt.keys;

import com.auth0.jwt.interfaces.DecodedJWT;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keys in the order in which they are tried. Immutable; any thread. */
public final class KeyRing {
    static final KeyRing EMPTY = new KeyRing(List.of());

    private final List<VerificationKey> keys;

    KeyRing(List<VerificationKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** What the keys say of a token. */
    public enum Verdict {
        VERIFIED,
        BAD_SIGNATURE,
        /** None of them may verify such a token. */
        NO_KEY
    }

    public KeyRing plus(KeyRing more) {
        return new KeyRing(Stream.concat(keys.stream(), more.keys.stream()).toList());
    }

    /**
     * A key id names the keys to try; where none has it, those without an id are tried, and a token without one is tried with
     * all. The algorithm only selects among the keys that are bound to it.
     */
    public Verdict verify(JwtAlgorithm algorithm, @Nullable String keyId, DecodedJWT token) {
        List<VerificationKey> candidates = candidates(algorithm, keyId);
        if (candidates.isEmpty()) {
            return Verdict.NO_KEY;
        }
        return candidates.stream().anyMatch(key -> key.verifies(algorithm, token))
                ? Verdict.VERIFIED
                : Verdict.BAD_SIGNATURE;
    }

    private List<VerificationKey> candidates(JwtAlgorithm algorithm, @Nullable String keyId) {
        String wanted = keyId != null && knows(keyId) ? keyId : null;
        return keys.stream()
                .filter(key -> key.algorithms().contains(algorithm))
                .filter(key -> keyId == null || Objects.equals(key.id(), wanted))
                .toList();
    }

    boolean knows(String keyId) {
        return keys.stream().anyMatch(key -> keyId.equals(key.id()));
    }

    /** Whether a key of it may have made a token without a key id, or with one that is not known. */
    boolean hasUnnamed() {
        return keys.stream().anyMatch(key -> key.id() == null);
    }

    public int size() {
        return keys.size();
    }

    /** All that some key may verify. */
    public Set<JwtAlgorithm> algorithms() {
        return keys.stream().flatMap(key -> key.algorithms().stream()).collect(Collectors.toSet());
    }
}
