package dev.carillon.gateway.auth.jwt;

import com.auth0.jwt.interfaces.Claim;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token as java-jwt verifies its signature: three texts, of which nothing is read. Its own decoder would parse what nobody
 * has verified a second time, and intern its names.
 */
@SuppressWarnings("JavaUtilDate") // java-jwt's interface has it
record TokenParts(String header, String payload, String signature) implements DecodedJWT {
    @Override
    public String getHeader() {
        return header;
    }

    @Override
    public String getPayload() {
        return payload;
    }

    @Override
    public String getSignature() {
        return signature;
    }

    @Override
    public String getToken() {
        return header + "." + payload + "." + signature;
    }

    /** None: which key verifies has been decided before. */
    @Override
    public @Nullable String getKeyId() {
        return null;
    }

    @Override
    public String getAlgorithm() {
        throw notRead();
    }

    @Override
    public String getType() {
        throw notRead();
    }

    @Override
    public String getContentType() {
        throw notRead();
    }

    @Override
    public Claim getHeaderClaim(String name) {
        throw notRead();
    }

    @Override
    public String getIssuer() {
        throw notRead();
    }

    @Override
    public String getSubject() {
        throw notRead();
    }

    @Override
    public List<String> getAudience() {
        throw notRead();
    }

    @Override
    public Date getExpiresAt() {
        throw notRead();
    }

    @Override
    public Date getNotBefore() {
        throw notRead();
    }

    @Override
    public Date getIssuedAt() {
        throw notRead();
    }

    @Override
    public String getId() {
        throw notRead();
    }

    @Override
    public Claim getClaim(String name) {
        throw notRead();
    }

    @Override
    public Map<String, Claim> getClaims() {
        throw notRead();
    }

    private static UnsupportedOperationException notRead() {
        return new UnsupportedOperationException("only the signature is verified by this");
    }

    /** It is a secret. */
    @Override
    public String toString() {
        return "TokenParts[********]";
    }
}
