package dev.carillon.protocol.close;

import java.util.Locale;

/**
 * Every way in which a connection ends: the code and the text of the close frame, and whether the client should come back.
 *
 * <p>Codes and texts marked "guide" are what the guide's server sends.
 */
public enum CloseReason {
    /** Guide. The token is nobody's; a new one may help, the same one will not. */
    AUTHENTICATION_FAILED(1011, "authentication failed", Retry.WITH_NEW_TOKEN),
    /** The same where the configuration prefers a code of its own; and a fresh token on an open connection that is not good. */
    CREDENTIAL_REFUSED(4401, "authentication failed", Retry.WITH_NEW_TOKEN),
    /** The credential's time is over. */
    CREDENTIAL_EXPIRED(4401, "expired", Retry.WITH_NEW_TOKEN),
    /** The user was deactivated or deleted, or what let them in was revoked. */
    ACCESS_REVOKED(4403, "access revoked", Retry.NO),
    /** An operator ended it, for a reason that its text tells; the operator may also choose the code. */
    DISCONNECTED(4000, "disconnected by the operator", Retry.WITH_NEW_TOKEN),
    /** No complete first message in time. The guide's server waits for ever. */
    OPEN_TIMEOUT(1008, "no token within the open timeout", Retry.WITH_NEW_TOKEN),
    /** Guide. No pong in time. */
    KEEPALIVE_TIMEOUT(1011, "keepalive ping timeout", Retry.YES),
    /** Guide. The text says which rule of RFC 6455 was broken, or that data cannot be inflated. */
    PROTOCOL_ERROR(1002, "", Retry.NO),
    /** Guide. A text message, or a close reason, that is not UTF-8; the text says where. */
    INVALID_DATA(1007, "", Retry.NO),
    /** Guide. */
    MESSAGE_TOO_BIG(1009, "", Retry.NO),
    /** The database could not be asked in time. */
    DIRECTORY_UNAVAILABLE(1013, "user database unavailable, try again later", Retry.YES),
    /** More connections open at once than the gateway lets in. */
    OVERLOADED(1013, "too many connections at once, try again later", Retry.YES),
    /** Too many bad credentials came from the client's address. */
    TOO_MANY_FAILURES(1013, "too many failures from this address, try again later", Retry.YES),
    /** The log has overtaken the client's place: events are lost to it. */
    TOO_SLOW(1013, "too slow, events were missed, come back", Retry.YES),
    /** Behind for longer than allowed. */
    BEHIND_TOO_LONG(1013, "behind for too long, come back", Retry.YES),
    /** Guide. The gateway ends. */
    GOING_AWAY(1001, "", Retry.YES),
    /** The gateway ends and will be back. */
    SERVICE_RESTART(1012, "", Retry.YES),
    /** Something the gateway did not expect; it is in its log. */
    INTERNAL_ERROR(1011, "", Retry.YES),
    /** The client closed; its frame is echoed. */
    CLIENT_CLOSED(1000, "", Retry.NO),
    /** The connection broke without a close frame. Never sent. */
    CONNECTION_LOST(1006, "", Retry.YES);

    /** Whether a client should connect again. */
    public enum Retry {
        YES,
        WITH_NEW_TOKEN,
        NO
    }

    private final int code;
    private final String text;
    private final Retry retry;

    CloseReason(int code, String text, Retry retry) {
        this.code = code;
        this.text = text;
        this.retry = retry;
    }

    /** RFC 6455 section 7.4. */
    public int code() {
        return code;
    }

    /** The close frame's text; empty where it is given case by case, or stays empty. */
    public String text() {
        return text;
    }

    public Retry retry() {
        return retry;
    }

    /** As a metric's label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
