package dev.carillon.gateway.truth.told;

import java.util.Locale;

/** Why connected users are read anew. */
public enum Cause {
    /** The site's event about a user, a group or a permission. */
    EVENT,
    /** A message on the control channel. */
    CONTROL,
    /** Messages may have been missed. */
    GAP,
    /** The content types have changed. */
    TYPES,
    /** Somebody was let in by what was known, or while a change was heard of. */
    CONNECT,
    /** Nobody told of a change. */
    SWEEP;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
