package dev.carillon.protocol.django;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which changes to a user revoke tokens: what is derived here enters the token's signature. Format: django-sesame's
 * {@code get_revocation_key} of either version.
 *
 * @param password SESAME_INVALIDATE_ON_PASSWORD_CHANGE
 * @param email SESAME_INVALIDATE_ON_EMAIL_CHANGE
 * @param oneTime SESAME_ONE_TIME
 * @param useTz USE_TZ: whether Python prints {@code last_login} with its offset, which is UTC then
 */
public record RevocationKey(boolean password, boolean email, boolean oneTime, boolean useTz) {
    /** Length of the hash proper at the end of a stored password, by algorithm. sesame does not list scrypt. */
    private static final Map<String, Integer> HASH_SIZES = Map.of(
            "pbkdf2_sha256", 44,
            "pbkdf2_sha1", 28,
            "argon2", 22,
            "bcrypt_sha256", 31,
            "bcrypt", 31,
            "sha1", 40,
            "md5", 32,
            "crypt", 11);

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    /** What v2 signs. */
    String v2(UserState user) {
        StringBuilder key = new StringBuilder();
        if (password && user.password() != null) {
            key.append(hashOf(user.password()));
        }
        if (email) {
            key.append(user.email());
        }
        if (oneTime && user.lastLogin() != null) {
            key.append(pythonText(user.lastLogin()).replace(' ', 'T'));
        }
        return key.toString();
    }

    /** What v1 hashes; null where a password that is null makes sesame fail. */
    @Nullable
    String v1(UserState user) {
        StringBuilder key = new StringBuilder();
        if (password) {
            if (user.password() == null) {
                return null;
            }
            key.append(user.password());
        }
        if (email) {
            key.append(user.email());
        }
        if (oneTime) {
            key.append(user.lastLogin() == null ? "None" : pythonText(user.lastLogin()));
        }
        return key.toString();
    }

    /** The stored password without its salt, as far as sesame can tell. Counts code points, as Python does. */
    private static String hashOf(String password) {
        int end = password.indexOf('$');
        Integer size = HASH_SIZES.get(end < 0 ? password : password.substring(0, end));
        if (size == null || password.codePointCount(0, password.length()) <= size) {
            return password;
        }
        return password.substring(password.offsetByCodePoints(password.length(), -size));
    }

    /** Python's {@code str()} of a datetime: microseconds in six digits, left out when zero. */
    private String pythonText(LocalDateTime time) {
        int micros = time.get(ChronoField.MICRO_OF_SECOND);
        return SECONDS.format(time)
                + (micros == 0 ? "" : String.format(Locale.ROOT, ".%06d", micros))
                + (useTz ? "+00:00" : "");
    }
}
