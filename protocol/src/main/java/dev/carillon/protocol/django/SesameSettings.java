package dev.carillon.protocol.django;

import dev.carillon.protocol.signing.DjangoSecretKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A site's SESAME_* settings, and those of Django that enter tokens. They must equal the site's, or tokens are not
 * recognized. Immutable.
 *
 * @param formats SESAME_TOKENS: all are accepted, the first is made
 * @param secretKeys SECRET_KEY, then SECRET_KEY_FALLBACKS
 * @param maxAge SESAME_MAX_AGE; null for none, which makes tokens of another layout
 * @param scope what tokens must have been made for; empty for sesame's default scope
 */
public record SesameSettings(
        List<Format> formats,
        List<DjangoSecretKey> secretKeys,
        @Nullable Duration maxAge,
        RevocationKey revocation,
        KeyField keyField,
        V1 v1,
        V2 v2,
        String scope) {

    public SesameSettings {
        formats = List.copyOf(formats);
        secretKeys = List.copyOf(secretKeys);
        if (formats.isEmpty()) {
            throw new IllegalArgumentException("no token format is named: name v2, v1 or both");
        }
        if (secretKeys.isEmpty()) {
            throw new IllegalArgumentException("a secret key is needed");
        }
    }

    /** A token format. */
    public enum Format {
        V1,
        V2;

        /**
         * By its short name, {@code v2}, or as SESAME_TOKENS has it, {@code sesame.tokens_v2}.
         *
         * @throws IllegalArgumentException if it is none
         */
        public static Format of(String name) {
            return switch (name) {
                case "v1", "sesame.tokens_v1" -> V1;
                case "v2", "sesame.tokens_v2" -> V2;
                default ->
                    throw new IllegalArgumentException(
                            "not a token format: write v1, v2, sesame.tokens_v1 or sesame.tokens_v2");
            };
        }
    }

    /**
     * What tokens hold of a user.
     *
     * @param name SESAME_PRIMARY_KEY_FIELD
     * @param packerPath SESAME_PACKER, the dotted path as configured: it is part of v2's key; null for None
     * @param packer the layout
     */
    public record KeyField(String name, @Nullable String packerPath, Packer packer) {}

    /** What concerns v1 only: SESAME_SALT, SESAME_ITERATIONS, SESAME_DIGEST. */
    public record V1(String salt, int iterations, Digest digest) {
        public V1 {
            if (iterations < 1) {
                throw new IllegalArgumentException("iterations must be at least 1");
            }
        }
    }

    /** What concerns v2 only: SESAME_KEY, SESAME_SIGNATURE_SIZE (bytes). The key is not printed. */
    public record V2(String key, int signatureSize) {
        public V2 {
            if (signatureSize < 1 || signatureSize > 64) {
                throw new IllegalArgumentException("signature size must be between 1 and 64");
            }
        }

        @Override
        public String toString() {
            return "V2[key=********, signatureSize=" + signatureSize + "]";
        }
    }

    /** A hash function of v1's PBKDF2. */
    public enum Digest {
        MD5,
        SHA1,
        SHA224,
        SHA256,
        SHA384,
        SHA512;

        /**
         * By its name in Python's hashlib, in any case.
         *
         * @throws IllegalArgumentException if it is none of these
         */
        public static Digest of(String name) {
            return Arrays.stream(values())
                    .filter(digest -> digest.name().equals(name.toUpperCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "not a digest: write md5, sha1, sha224, sha256, sha384 or sha512"));
        }
    }
}
