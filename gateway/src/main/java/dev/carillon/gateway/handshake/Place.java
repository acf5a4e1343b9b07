package dev.carillon.gateway.handshake;

import java.util.Locale;

/** Where a credential stands. */
public enum Place {
    /** The first message, as with the guide's server. */
    FIRST_MESSAGE,
    /** A bearer token in the Authorization header (RFC 6750 section 2.1). */
    AUTHORIZATION,
    /** Among the offered subprotocols. */
    SUBPROTOCOL,
    /** A parameter of the request's query. */
    QUERY,
    /** Django's session cookie. */
    COOKIE,
    /** A later message, which is to prolong what another credential began. */
    REFRESH;

    /** As a metric's label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
