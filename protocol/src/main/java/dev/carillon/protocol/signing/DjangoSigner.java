package dev.carillon.protocol.signing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Django's {@code Signer}: {@code value:signature}. What {@code TimestampSigner} puts between the two is part of the value
 * here. Immutable; any thread.
 */
public final class DjangoSigner {
    private final List<SaltedHmac> hmacs;

    /** @param secrets SECRET_KEY, which signs, and SECRET_KEY_FALLBACKS, whose signatures are still good */
    public DjangoSigner(SaltedHmac.Algorithm algorithm, String salt, List<DjangoSecretKey> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("a signer needs a secret key");
        }
        hmacs = secrets.stream()
                .map(secret -> new SaltedHmac(algorithm, salt + "signer", secret))
                .toList();
    }

    public String sign(String value) {
        return value + ":" + signature(hmacs.getFirst(), value);
    }

    /** The value; null unless it was signed with one of the keys. */
    public @Nullable String unsign(String signed) {
        int colon = signed.lastIndexOf(':');
        if (colon < 0) {
            return null;
        }
        String value = signed.substring(0, colon);
        // As text: unused bits of the last character count.
        byte[] given = signed.substring(colon + 1).getBytes(UTF_8);
        for (SaltedHmac hmac : hmacs) {
            if (MessageDigest.isEqual(given, signature(hmac, value).getBytes(UTF_8))) {
                return value;
            }
        }
        return null;
    }

    private static String signature(SaltedHmac hmac, String value) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hmac.of(value));
    }
}
