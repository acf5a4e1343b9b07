package dev.carillon.gateway.auth.jwt.keys;

import com.auth0.jwt.algorithms.Algorithm;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The signature algorithms of RFC 7518 section 3.1 that a token may be signed with. There is no {@code none}: a token that
 * names it names nothing.
 */
public enum JwtAlgorithm {
    HS256(Family.SECRET, 256),
    HS384(Family.SECRET, 384),
    HS512(Family.SECRET, 512),
    RS256(Family.RSA, 256),
    RS384(Family.RSA, 384),
    RS512(Family.RSA, 512),
    PS256(Family.RSA_PSS, 256),
    PS384(Family.RSA_PSS, 384),
    PS512(Family.RSA_PSS, 512),
    ES256(Family.EC, 256),
    ES384(Family.EC, 384),
    ES512(Family.EC, 521);

    private static final int MIN_MODULUS_BITS = 2048;
    /** What the JDK refuses, too: its time grows with the square. */
    private static final int MAX_MODULUS_BITS = 16384;

    private enum Family {
        SECRET,
        RSA,
        RSA_PSS,
        EC
    }

    private final Family family;
    private final int bits;

    JwtAlgorithm(Family family, int bits) {
        this.family = family;
        this.bits = bits;
    }

    /** By its exact name in a token's header; null for all else. */
    public static @Nullable JwtAlgorithm named(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Whether verifying takes microseconds, not a fraction of a millisecond. */
    public boolean isCheap() {
        return family == Family.SECRET;
    }

    /** The least bytes of a secret, RFC 7518 section 3.2. */
    int minSecret() {
        return bits / 8;
    }

    /** Those that a secret of this length may be used with. */
    static Set<JwtAlgorithm> ofSecret(int bytes) {
        return where(algorithm -> algorithm.family == Family.SECRET && bytes >= algorithm.minSecret());
    }

    /**
     * Those that a public or private key may be used with.
     *
     * @throws IllegalArgumentException if there is none; the message says why
     */
    static Set<JwtAlgorithm> of(Key key) {
        return switch (key) {
            case RSAKey rsa -> {
                checkModulus(rsa.getModulus().bitLength());
                // A key that is marked for PSS must not be used otherwise, RFC 4055 section 1.2.
                boolean pssOnly = key.getAlgorithm().equals("RSASSA-PSS");
                yield where(algorithm ->
                        algorithm.family == Family.RSA_PSS || (algorithm.family == Family.RSA && !pssOnly));
            }
            case ECKey ec -> {
                Set<JwtAlgorithm> fitting = where(algorithm ->
                        algorithm.family == Family.EC && isSame(curve("secp" + algorithm.bits + "r1"), ec.getParams()));
                if (fitting.isEmpty()) {
                    throw new IllegalArgumentException("its curve is none of P-256, P-384 and P-521");
                }
                yield fitting;
            }
            default -> throw new IllegalArgumentException(key.getAlgorithm() + " keys sign no JWT here; RSA and EC do");
        };
    }

    private static void checkModulus(int bits) {
        if (bits < MIN_MODULUS_BITS || bits > MAX_MODULUS_BITS) {
            throw new IllegalArgumentException("its modulus has " + bits + " bits; RFC 7518 section 3.3 wants at least "
                    + MIN_MODULUS_BITS + ", and more than " + MAX_MODULUS_BITS + " are not accepted");
        }
    }

    private static Set<JwtAlgorithm> where(java.util.function.Predicate<JwtAlgorithm> condition) {
        return Arrays.stream(values())
                .filter(condition)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(JwtAlgorithm.class)));
    }

    /** The NIST curve of this name, like {@code secp256r1}. */
    static ECParameterSpec curve(String name) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(name));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no curve " + name, e);
        }
    }

    private static boolean isSame(ECParameterSpec ours, ECParameterSpec theirs) {
        return ours.getCurve().equals(theirs.getCurve())
                && ours.getGenerator().equals(theirs.getGenerator())
                && ours.getOrder().equals(theirs.getOrder())
                && ours.getCofactor() == theirs.getCofactor();
    }

    /** java-jwt's, with a secret that {@link #ofSecret} allows. */
    Algorithm with(byte[] secret) {
        return switch (this) {
            case HS256 -> Algorithm.HMAC256(secret);
            case HS384 -> Algorithm.HMAC384(secret);
            case HS512 -> Algorithm.HMAC512(secret);
            default -> throw new IllegalStateException(this + " takes no secret");
        };
    }

    /** java-jwt's, with a key that {@link #of} allows: a public one verifies, a private one signs. */
    Algorithm with(Key key) {
        return switch (this) {
            case RS256 -> Algorithm.RSA256((RSAKey) key);
            case RS384 -> Algorithm.RSA384((RSAKey) key);
            case RS512 -> Algorithm.RSA512((RSAKey) key);
            case PS256 -> Algorithm.RSA256PSS((RSAKey) key);
            case PS384 -> Algorithm.RSA384PSS((RSAKey) key);
            case PS512 -> Algorithm.RSA512PSS((RSAKey) key);
            case ES256 -> Algorithm.ECDSA256((ECKey) key);
            case ES384 -> Algorithm.ECDSA384((ECKey) key);
            case ES512 -> Algorithm.ECDSA512((ECKey) key);
            case HS256, HS384, HS512 -> throw new IllegalStateException(this + " takes a secret");
        };
    }
}
