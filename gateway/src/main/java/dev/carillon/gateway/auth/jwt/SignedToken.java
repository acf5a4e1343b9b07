package dev.carillon.gateway.auth.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.gateway.auth.jwt.keys.StrictJson;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A token in the compact form of RFC 7515 section 7.1, taken apart and not verified. Stricter than java-jwt's decoder, which
 * takes padding, equal names, any header, and any size.
 */
record SignedToken(String algorithm, @Nullable String keyId, ObjectNode claims, TokenParts parts) {
    /** Characters: what a header line can hold; a first message holds less. */
    static final int LONGEST = 8192;

    private static final int LONGEST_KEY_ID = 256;
    private static final int PARTS = 3;

    /**
     * Null for what is none, and for what asks for more than a signature: header parameters that must be understood, nested
     * and encrypted tokens, types of tokens that are not accepted.
     *
     * @param types values of {@code typ} that are accepted, as {@link #mediaType} makes them; a token without one always is
     */
    static @Nullable SignedToken parse(String text, List<String> types) {
        if (text.length() > LONGEST) {
            return null;
        }
        String[] parts = text.split("\\.", PARTS + 1);
        ObjectNode header = parts.length == PARTS ? object(parts[0]) : null;
        if (header == null || decoded(parts[2]) == null || !isPlain(header, types)) {
            return null;
        }
        ObjectNode claims = object(parts[1]);
        JsonNode algorithm = header.path("alg");
        JsonNode keyId = header.path("kid");
        return claims == null || !algorithm.isTextual() || !isKeyId(keyId)
                ? null
                : new SignedToken(
                        algorithm.textValue(), keyId.textValue(), claims, new TokenParts(parts[0], parts[1], parts[2]));
    }

    private static boolean isKeyId(JsonNode keyId) {
        return keyId.isMissingNode() || (keyId.isTextual() && keyId.textValue().length() <= LONGEST_KEY_ID);
    }

    /** Keys that the token itself brings or points to ({@code jwk}, {@code jku}, {@code x5c}, {@code x5u}) are never looked at. */
    private static boolean isPlain(ObjectNode header, List<String> types) {
        JsonNode type = header.path("typ");
        return !header.has("crit")
                && !header.has("b64")
                && !header.has("enc")
                && !header.path("cty").asText().toLowerCase(Locale.ROOT).endsWith("jwt")
                && (type.isMissingNode() || (type.isTextual() && types.contains(mediaType(type.textValue()))));
    }

    /** In lower case, and as RFC 7515 section 4.1.9 shortens it. */
    static String mediaType(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.startsWith("application/") ? lower.substring("application/".length()) : lower;
    }

    private static @Nullable ObjectNode object(String part) {
        byte[] bytes = decoded(part);
        return bytes == null ? null : StrictJson.object(bytes);
    }

    /** Null for what is not written in the one way that RFC 7515 section 2 has: no padding, no stray bits at the end. */
    private static byte @Nullable [] decoded(String part) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            boolean canonical =
                    part.equals(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
            return bytes.length > 0 && canonical ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Without the claims. */
    @Override
    public String toString() {
        return "SignedToken[" + algorithm + "]";
    }
}
