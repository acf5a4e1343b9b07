package dev.carillon.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a client presents to say who it is. Its text is secret: no implementation prints it. */
public sealed interface Credential {
    /** When it arrived; its age is judged by this, not by when we get to it. */
    Instant arrivedAt();

    /**
     * The token that a client sent as a text of its own: a JWT where it looks like one ({@link JwtToken#isLike}), else
     * django-sesame's, whose tokens never do.
     */
    static Credential ofText(String text, Instant arrivedAt) {
        return JwtToken.isLike(text) ? new JwtToken(text, arrivedAt) : new SesameToken(text, arrivedAt);
    }

    /** A django-sesame token, as in the guide's first message. */
    record SesameToken(String text, Instant arrivedAt) implements Credential {
        @Override
        public String toString() {
            return "SesameToken[********]";
        }
    }

    /** A JSON Web Token (RFC 7519), signed (RFC 7515). */
    record JwtToken(String text, Instant arrivedAt) implements Credential {
        private static final Pattern COMPACT = Pattern.compile("([\\w-]{2,}+)\\.[\\w-]*+\\.[\\w-]*+");

        /** Whether it has the form of one: three parts of base64url, the first a JSON object that names an algorithm. */
        public static boolean isLike(String text) {
            Matcher parts = COMPACT.matcher(text);
            if (!parts.matches()) {
                return false;
            }
            try {
                String header =
                        new String(Base64.getUrlDecoder().decode(parts.group(1)), StandardCharsets.UTF_8).strip();
                return header.startsWith("{") && header.endsWith("}") && header.contains("\"alg\"");
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        @Override
        public String toString() {
            return "JwtToken[********]";
        }
    }

    /** The value of Django's session cookie: a session's key, or with signed cookies the session itself. */
    record SessionCookie(String value, Instant arrivedAt) implements Credential {
        @Override
        public String toString() {
            return "SessionCookie[********]";
        }
    }
}
