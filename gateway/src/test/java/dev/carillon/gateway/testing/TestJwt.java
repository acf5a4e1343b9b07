package dev.carillon.gateway.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** JSON Web Tokens of any header and payload, right or wrong, made by the JDK alone. */
public final class TestJwt {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private TestJwt() {}

    /** What is signed. */
    public static String input(String header, String payload) {
        return base64(header.getBytes(UTF_8)) + "." + base64(payload.getBytes(UTF_8));
    }

    public static String base64(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }

    public static String with(String input, byte[] signature) {
        return input + "." + base64(signature);
    }

    /** Signed with HS256, HS384 or HS512, by any secret. */
    public static String hmac(int bits, byte[] secret, String header, String payload) {
        try {
            Mac mac = Mac.getInstance("HmacSHA" + bits);
            mac.init(new SecretKeySpec(secret, "HMAC"));
            String input = input(header, payload);
            return with(input, mac.doFinal(input.getBytes(US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signed as the algorithm of this name does, whatever the header says. */
    public static String signed(String algorithm, PrivateKey key, String header, String payload) {
        String input = input(header, payload);
        return with(input, signature(algorithm, key, input));
    }

    public static byte[] signature(String algorithm, PrivateKey key, String input) {
        String bits = algorithm.substring(2);
        try {
            Signature signature = switch (algorithm.substring(0, 2)) {
                case "RS" -> Signature.getInstance("SHA" + bits + "withRSA");
                case "ES" -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
                default -> Signature.getInstance("RSASSA-PSS");
            };
            if (algorithm.startsWith("PS")) {
                signature.setParameter(new PSSParameterSpec(
                        "SHA-" + bits, "MGF1", new MGF1ParameterSpec("SHA-" + bits), Integer.parseInt(bits) / 8, 1));
            }
            signature.initSign(key);
            signature.update(input.getBytes(US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
