package dev.carillon.gateway.auth.jwt;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import dev.carillon.gateway.auth.jwt.ClaimRules.Judgement;
import dev.carillon.gateway.auth.jwt.keys.ConfiguredKeys;
import dev.carillon.gateway.auth.jwt.keys.JwtAlgorithm;
import dev.carillon.gateway.auth.jwt.keys.KeyRing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes JSON Web Tokens for trying out. Each is judged as this gateway's configuration judges any other before it is handed
 * out; where it would be refused, the exception's message says why. Immutable; any thread.
 */
public final class JwtTokenMaker {
    private static final Duration USUAL_LIFETIME = Duration.ofHours(1);
    private static final String USUAL_TYPE = "JWT";

    private final JwtConfig config;
    private final ConfiguredKeys.Signer signer;
    private final KeyRing verifying;

    /**
     * Reads the configured public keys.
     *
     * @param privateKey in PEM; null to sign with the first configured secret
     * @param keyId of the private key
     * @throws IllegalArgumentException if a key cannot be used, or there is none to sign with; the message does not show it
     */
    public JwtTokenMaker(JwtConfig config, @Nullable String privateKey, @Nullable String keyId) {
        this.config = config;
        this.signer = privateKey == null
                ? ConfiguredKeys.signer(config.secrets(), config.allowed())
                : ConfiguredKeys.signer(privateKey, keyId, config.allowed());
        this.verifying = JwtKeys.configured(config);
    }

    /**
     * A token that lives from now on.
     *
     * @param user what the claim that names the user holds
     * @param contentTypes ids, or {@code app_label.model}; used only where tokens tell what their users see
     * @param wished how long it shall live; null for an hour, or less where the configuration wants it so
     * @throws IllegalArgumentException if the configuration would refuse it
     */
    public String make(String user, List<String> contentTypes, @Nullable Duration wished, Instant now) {
        Duration lifetime = lifetime(wished);
        JWTCreator.Builder token = JWT.create().withHeader(Map.of("typ", type()));
        config.requiredClaims().stream()
                .map(claim -> claim.split("=", 2))
                .forEach(claim -> token.withClaim(claim[0], claim.length == 2 ? claim[1] : ""));
        token.withIssuedAt(now).withExpiresAt(now.plus(lifetime));
        if (signer.keyId() != null) {
            token.withKeyId(signer.keyId());
        }
        config.issuers().stream().findFirst().ifPresent(token::withIssuer);
        config.audiences().stream().findFirst().ifPresent(token::withAudience);
        if (config.permissions() == JwtConfig.Permissions.TOKEN) {
            token.withClaim(config.contentTypesClaim(), new ArrayList<>(contentTypes));
        }
        return accepted(token.withClaim(config.userClaim(), user).sign(signer.algorithm()), now);
    }

    private Duration lifetime(@Nullable Duration wished) {
        Duration most = config.maxLifetime();
        if (wished == null) {
            return most != null && most.compareTo(USUAL_LIFETIME) < 0 ? most : USUAL_LIFETIME;
        }
        if (wished.isNegative() || wished.isZero()) {
            throw new IllegalArgumentException("a token must live for a second at least");
        }
        if (most != null && wished.compareTo(most) > 0) {
            throw new IllegalArgumentException("jwt.max_lifetime allows no token that lives longer than "
                    + most.toSeconds() + " seconds; " + wished.toSeconds() + " were asked for");
        }
        return wished;
    }

    /** The usual one, where it is accepted. */
    private String type() {
        return config.types().isEmpty() || config.types().stream().anyMatch(USUAL_TYPE::equalsIgnoreCase)
                ? USUAL_TYPE
                : config.types().getFirst();
    }

    private String accepted(String token, Instant now) {
        if (token.length() > SignedToken.LONGEST) {
            throw new IllegalArgumentException("the token would have " + token.length()
                    + " characters, and none of more than " + SignedToken.LONGEST + " is accepted");
        }
        SignedToken parsed = SignedToken.parse(token, config.acceptedTypes());
        if (parsed == null) {
            throw new IllegalArgumentException(
                    "jwt.types is empty, so only tokens without a type are accepted; those made"
                            + " here have one: add " + USUAL_TYPE);
        }
        JwtAlgorithm algorithm = Objects.requireNonNull(JwtAlgorithm.named(parsed.algorithm()), "it was made with one");
        // What is in a JWKS only the gateway knows.
        if (!config.jwks().isOn()
                && verifying.verify(algorithm, parsed.keyId(), parsed.parts()) != KeyRing.Verdict.VERIFIED) {
            throw new IllegalArgumentException("none of the keys in jwt.public_keys "
                    + (parsed.keyId() == null ? "" : "that may have the id '" + parsed.keyId() + "' ")
                    + "verifies what this private key signs");
        }
        if (new ClaimRules(config).judge(parsed.claims(), now) instanceof Judgement.Bad bad) {
            throw new IllegalArgumentException("the configuration would refuse the token (" + bad.reason()
                    + "): what jwt.required_claims, jwt.user_claim and jwt.content_types_claim ask for cannot be said by"
                    + " one made here, of this user");
        }
        return token;
    }
}
