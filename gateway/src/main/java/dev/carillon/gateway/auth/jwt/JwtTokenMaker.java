package dev.carillon.gateway.auth.jwt;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import dev.carillon.gateway.auth.jwt.keys.ConfiguredKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes JSON Web Tokens that this gateway's configuration accepts, for trying out. Immutable; any thread. */
public final class JwtTokenMaker {
    private final JwtConfig config;
    private final ConfiguredKeys.Signer signer;

    /**
     * @param privateKey in PEM; null to sign with the first configured secret
     * @param keyId of the private key
     * @throws IllegalArgumentException if the key cannot be used, or there is none; the message does not show it
     */
    public JwtTokenMaker(JwtConfig config, @Nullable String privateKey, @Nullable String keyId) {
        this.config = config;
        this.signer = privateKey == null
                ? ConfiguredKeys.signer(config.secrets(), config.allowed())
                : ConfiguredKeys.signer(privateKey, keyId, config.allowed());
    }

    /**
     * A token that lives from now on.
     *
     * @param user what the claim that names the user holds
     * @param contentTypes ids, or {@code app_label.model}; used only where tokens tell what their users see
     */
    public String make(String user, List<String> contentTypes, Duration lifetime, Instant now) {
        JWTCreator.Builder token = JWT.create();
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
        return token.withClaim(config.userClaim(), user).sign(signer.algorithm());
    }
}
