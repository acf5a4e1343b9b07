package dev.carillon.protocol.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.protocol.signing.DjangoSecretKey;
import dev.carillon.protocol.signing.SaltedHmac;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code AbstractBaseUser.get_session_auth_hash}, which binds a session to the password as it is stored: a changed
 * password ends it, and so does the same one hashed anew. Immutable; any thread.
 */
public final class SessionAuthHash {
    private static final String SALT = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash";

    private final List<SaltedHmac> hmacs;

    /** @param secrets SECRET_KEY, then SECRET_KEY_FALLBACKS */
    public SessionAuthHash(List<DjangoSecretKey> secrets) {
        hmacs = secrets.stream()
                .map(secret -> new SaltedHmac(SaltedHmac.Algorithm.SHA256, SALT, secret))
                .toList();
    }

    /** Whether the session's hash was made of this password with one of the keys. */
    public boolean verify(@Nullable String hash, @Nullable String storedPassword) {
        if (hash == null || hash.isEmpty() || storedPassword == null) {
            return false;
        }
        byte[] given = hash.getBytes(UTF_8);
        return hmacs.stream()
                .map(hmac -> HexFormat.of().formatHex(hmac.of(storedPassword)))
                .anyMatch(made -> MessageDigest.isEqual(given, made.getBytes(UTF_8)));
    }
}
