package dev.carillon.protocol.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carillon.protocol.session.DecodedSession.Decoded;
import dev.carillon.protocol.session.DecodedSession.Unreadable;
import dev.carillon.protocol.signing.Base62;
import dev.carillon.protocol.signing.DjangoSecretKey;
import dev.carillon.protocol.signing.DjangoSigner;
import dev.carillon.protocol.signing.SaltedHmac;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * Sessions as {@code django.core.signing.dumps} signs them, with SHA-256 as Django does since 3.1: {@code
 * data:timestamp:signature}. The column {@code session_data} holds one, and with {@code signed_cookies} the cookie does.
 * Immutable; any thread.
 */
public final class SignedSessions {
    /** Of what the table holds, unless the site has a session store of its own. */
    public static final String TABLE_SALT = "django.contrib.sessions.SessionStore";

    public static final String COOKIE_SALT = "django.contrib.sessions.backends.signed_cookies";

    private final DjangoSigner signer;

    /** @param secrets SECRET_KEY, then SECRET_KEY_FALLBACKS */
    public SignedSessions(String salt, List<DjangoSecretKey> secrets) {
        signer = new DjangoSigner(SaltedHmac.Algorithm.SHA256, salt, secrets);
    }

    /** A session and when it was signed: the epoch where that is not known. */
    public record Signed(DecodedSession session, Instant at) {
        static Signed not(Unreadable why) {
            return new Signed(why, Instant.EPOCH);
        }
    }

    /** Whatever its age. */
    public Signed read(String text) {
        // In base64, and compressed perhaps: what is longer than this is larger than a session may be.
        if (text.length() > 2 * DecodedSession.MAX_BYTES) {
            return Signed.not(Unreadable.TOO_LARGE);
        }
        String value = signer.unsign(text);
        if (value == null) {
            return Signed.not(Unreadable.BAD_SIGNATURE);
        }
        int colon = value.lastIndexOf(':');
        long seconds = Base62.decode(value.substring(colon + 1));
        if (colon < 0 || seconds < 0) {
            return Signed.not(Unreadable.MALFORMED);
        }
        return new Signed(payload(value.substring(0, colon)), Instant.ofEpochSecond(seconds));
    }

    /** Unreadable from the age on that is given; the age itself is not yet too old. */
    public Signed read(String text, Instant now, Duration maxAge) {
        Signed signed = read(text);
        boolean expired = Duration.between(signed.at, now).compareTo(maxAge) > 0;
        return expired && signed.session instanceof Decoded ? Signed.not(Unreadable.EXPIRED) : signed;
    }

    private static DecodedSession payload(String data) {
        boolean compressed = data.startsWith(".");
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(compressed ? data.substring(1) : data);
        } catch (IllegalArgumentException e) {
            return Unreadable.MALFORMED;
        }
        byte[] json = compressed ? Inflation.zlib(bytes, DecodedSession.MAX_BYTES) : bytes;
        if (json == null) {
            return Unreadable.MALFORMED;
        }
        // Django's JSONSerializer reads its bytes so; it writes ASCII only.
        return json.length > DecodedSession.MAX_BYTES
                ? Unreadable.TOO_LARGE
                : SessionJson.read(new String(json, ISO_8859_1));
    }
}
