package dev.carillon.gateway.registry;

import java.util.Locale;

/** Why a matched delivery was given up. */
public enum ShedReason {
    /** The log passed the parked connection's place. */
    OVERTAKEN,
    /** The connection stayed behind for longer than allowed. */
    BEHIND_TOO_LONG,
    /** The connection ended while the events waited in the log for it. */
    CLOSED,
    /** The connection may no longer see the events that waited in the log for it. */
    REVOKED,
    /** The connection broke before its socket had taken the whole batch. */
    UNSENT;

    /** As a metric's label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
