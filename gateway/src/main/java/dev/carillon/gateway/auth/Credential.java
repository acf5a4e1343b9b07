package dev.carillon.gateway.auth;

import java.time.Instant;

/** What a client presents to say who it is. Its text is secret: no implementation prints it. */
public sealed interface Credential {
    /** When it arrived; its age is judged by this, not by when we get to it. */
    Instant arrivedAt();

    /** A django-sesame token, as in the guide's first message. */
    record SesameToken(String text, Instant arrivedAt) implements Credential {
        @Override
        public String toString() {
            return "SesameToken[********]";
        }
    }

    /** A JSON Web Token (RFC 7519), signed (RFC 7515). */
    record JwtToken(String text, Instant arrivedAt) implements Credential {
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
