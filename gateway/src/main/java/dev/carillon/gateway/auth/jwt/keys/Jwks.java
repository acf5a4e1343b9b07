package dev.carillon.gateway.auth.jwt.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A JSON Web Key Set (RFC 7517). A key that is meant for something else, of a kind that signs no JWT here, weak or damaged is
 * passed over, as section 5 asks; so is a shared secret, which has no business in a document that others publish.
 *
 * @param passedOver why keys were not taken, for an operator
 */
record Jwks(KeyRing keys, List<String> passedOver) {
    private static final int MOST = 100;

    /** @throws IOException if what lay there cannot be used; the message says where and why */
    static Jwks parse(JwksPlace place, byte[] document, Set<JwtAlgorithm> allowed) throws IOException {
        try {
            return parse(document, allowed);
        } catch (IllegalArgumentException e) {
            throw new IOException(place + " " + e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException if it is no JWKS, or holds no key that can be used; the message says why */
    static Jwks parse(byte[] document, Set<JwtAlgorithm> allowed) {
        ObjectNode root = StrictJson.object(document);
        JsonNode array = root == null ? null : root.get("keys");
        if (array == null || !array.isArray()) {
            throw new IllegalArgumentException("is no JWKS: a JSON object with an array \"keys\"");
        }
        if (array.size() > MOST) {
            throw new IllegalArgumentException("has " + array.size() + " keys; at most " + MOST + " are read");
        }
        List<VerificationKey> keys = new ArrayList<>();
        List<String> passedOver = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            try {
                keys.add(key(array.get(i), allowed));
            } catch (IllegalArgumentException e) {
                passedOver.add("key " + (i + 1) + " " + e.getMessage());
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("holds no key that can be used"
                    + (passedOver.isEmpty() ? "" : ": " + String.join("; ", passedOver)));
        }
        return new Jwks(new KeyRing(keys), List.copyOf(passedOver));
    }

    private static VerificationKey key(JsonNode jwk, Set<JwtAlgorithm> allowed) {
        if (!jwk.path("use").asText("sig").equals("sig") || !mayVerify(jwk.path("key_ops"))) {
            throw new IllegalArgumentException("is not for signatures");
        }
        PublicKey key = switch (jwk.path("kty").asText()) {
            case "RSA" -> rsa(jwk);
            case "EC" -> ec(jwk);
            case "oct" -> throw new IllegalArgumentException("is a shared secret: set jwt.secrets to it instead");
            default -> throw new IllegalArgumentException("is neither RSA nor EC");
        };
        JsonNode id = jwk.path("kid");
        return VerificationKey.of(id.isTextual() ? id.textValue() : null, key, bound(jwk, allowed));
    }

    private static boolean mayVerify(JsonNode operations) {
        return operations.isMissingNode()
                || operations
                        .valueStream()
                        .anyMatch(operation -> operation.asText().equals("verify"));
    }

    /** A key that names its algorithm is for that one only. */
    private static Set<JwtAlgorithm> bound(JsonNode jwk, Set<JwtAlgorithm> allowed) {
        JsonNode name = jwk.path("alg");
        if (name.isMissingNode()) {
            return allowed;
        }
        JwtAlgorithm algorithm = JwtAlgorithm.named(name.asText());
        if (algorithm == null || !allowed.contains(algorithm)) {
            throw new IllegalArgumentException("is for an algorithm that is not accepted");
        }
        return EnumSet.of(algorithm);
    }

    private static PublicKey rsa(JsonNode jwk) {
        BigInteger exponent = number(jwk, "e");
        if (exponent.bitLength() < 2 || exponent.bitLength() > 64 || !exponent.testBit(0)) {
            throw new IllegalArgumentException("has an exponent that is no good");
        }
        return generate("RSA", new RSAPublicKeySpec(number(jwk, "n"), exponent));
    }

    private static PublicKey ec(JsonNode jwk) {
        ECParameterSpec curve = switch (jwk.path("crv").asText()) {
            case "P-256" -> JwtAlgorithm.curve("secp256r1");
            case "P-384" -> JwtAlgorithm.curve("secp384r1");
            case "P-521" -> JwtAlgorithm.curve("secp521r1");
            default -> throw new IllegalArgumentException("is on a curve that is none of P-256, P-384 and P-521");
        };
        ECPoint point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
        if (!isOn(curve, point)) {
            throw new IllegalArgumentException("is no point of its curve");
        }
        return generate("EC", new ECPublicKeySpec(point, curve));
    }

    /** y² = x³ + ax + b, with x and y in the field. The JDK does not look. */
    private static boolean isOn(ECParameterSpec curve, ECPoint point) {
        if (!(curve.getCurve().getField() instanceof ECFieldFp field)) {
            return false;
        }
        BigInteger p = field.getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        BigInteger right = x.multiply(x)
                .add(curve.getCurve().getA())
                .multiply(x)
                .add(curve.getCurve().getB());
        return x.compareTo(p) < 0
                && y.compareTo(p) < 0
                && y.multiply(y).subtract(right).mod(p).signum() == 0;
    }

    private static BigInteger number(JsonNode jwk, String member) {
        try {
            BigInteger number = new BigInteger(
                    1, Base64.getUrlDecoder().decode(jwk.path(member).asText()));
            if (number.signum() > 0) {
                return number;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is damaged: \"" + member + "\" is not base64url", e);
        }
        throw new IllegalArgumentException("is damaged: it has no \"" + member + "\"");
    }

    private static PublicKey generate(String kind, java.security.spec.KeySpec spec) {
        try {
            return KeyFactory.getInstance(kind).generatePublic(spec);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("is damaged", e);
        }
    }
}
