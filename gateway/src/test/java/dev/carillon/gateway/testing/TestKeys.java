package dev.carillon.gateway.testing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Key pairs of a test's own, and the forms in which public keys are handed around. */
public final class TestKeys {
    private TestKeys() {}

    public static KeyPair rsa() {
        return rsa(2048);
    }

    public static KeyPair rsa(int bits) {
        return generate("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
    }

    /** Of a key that is marked for PSS only. */
    public static KeyPair rsaPss() {
        return generate("RSASSA-PSS", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));
    }

    /** On a curve like secp256r1. */
    public static KeyPair ec(String curve) {
        return generate("EC", new ECGenParameterSpec(curve));
    }

    public static KeyPair ed25519() {
        return generate("Ed25519", null);
    }

    private static KeyPair generate(String kind, @Nullable AlgorithmParameterSpec parameters) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            if (parameters != null) {
                generator.initialize(parameters);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String pem(PublicKey key) {
        return pem("PUBLIC KEY", key);
    }

    public static String pem(PrivateKey key) {
        return pem("PRIVATE KEY", key);
    }

    private static String pem(String label, Key key) {
        byte[] der = Objects.requireNonNull(key.getEncoded());
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    /** As a JWK with a key id. */
    public static String jwk(String id, PublicKey key) {
        return "{\"kid\": \"" + id + "\", " + jwk(key).substring(1);
    }

    /** As a JWK without one. */
    public static String jwk(PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa ->
                "{\"kty\": \"RSA\", \"n\": \"" + number(rsa.getModulus(), 0) + "\", \"e\": \""
                        + number(rsa.getPublicExponent(), 0) + "\"}";
            case ECPublicKey ec -> {
                int bits = ec.getParams().getCurve().getField().getFieldSize();
                int bytes = (bits + 7) / 8;
                yield "{\"kty\": \"EC\", \"crv\": \"P-" + bits + "\", \"x\": \""
                        + number(ec.getW().getAffineX(), bytes) + "\", \"y\": \""
                        + number(ec.getW().getAffineY(), bytes) + "\"}";
            }
            default -> throw new IllegalArgumentException(key.getAlgorithm());
        };
    }

    public static String jwks(String... keys) {
        return "{\"keys\": [" + String.join(", ", keys) + "]}";
    }

    private static String number(BigInteger number, int least) {
        byte[] signed = number.toByteArray();
        byte[] bytes = signed[0] == 0 ? Arrays.copyOfRange(signed, 1, signed.length) : signed;
        byte[] padded = new byte[Math.max(least, bytes.length)];
        System.arraycopy(bytes, 0, padded, padded.length - bytes.length, bytes.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(padded);
    }
}
