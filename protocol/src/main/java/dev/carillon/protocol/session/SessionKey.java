package dev.carillon.protocol.session;

import org.jspecify.annotations.Nullable;

/** The name of a session in its store. Who knows it is logged in, so it is never printed. */
public record SessionKey(String value) {
    /** {@code SessionBase._validate_session_key}. */
    private static final int SHORTEST = 8;
    /** Django's are of 32, its column holds 40. */
    private static final int LONGEST = 128;

    public SessionKey {
        if (!isPossible(value)) {
            throw new IllegalArgumentException("not a session key");
        }
    }

    /** The key that a cookie's value is; null if no session has such a key, so that no store need be asked. */
    public static @Nullable SessionKey of(String cookie) {
        return isPossible(cookie) ? new SessionKey(cookie) : null;
    }

    /** Printable ASCII: what else there is, databases compare in ways of their own, or refuse. */
    private static boolean isPossible(String text) {
        return text.length() >= SHORTEST
                && text.length() <= LONGEST
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    @Override
    public String toString() {
        return "SessionKey[********]";
    }
}
