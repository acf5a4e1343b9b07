package dev.carillon.protocol.session;

/** What became of a stored session's bytes. */
public sealed interface DecodedSession {
    /** Bytes of a session at most, also when inflated. */
    int MAX_BYTES = 1 << 20;

    /** A session, perhaps an anonymous one. */
    record Decoded(SessionData data) implements DecodedSession {}

    /** Why it is nobody's. */
    enum Unreadable implements DecodedSession {
        /** Not signed with any of the site's keys, or for another purpose. */
        BAD_SIGNATURE,
        /** Signed too long ago. */
        EXPIRED,
        /** Larger than {@link #MAX_BYTES}. */
        TOO_LARGE,
        /** Compressed by what the JDK does not have: lzma, lz4 or zstd. */
        COMPRESSION,
        /** A pickle that holds more than plain data, or is damaged. */
        PICKLE,
        /** In no form that is known, or not a dict. */
        MALFORMED
    }
}
