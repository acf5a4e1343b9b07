package dev.carillon.protocol.close;

/**
 * A client broke the protocol, and how its connection is to end.
 *
 * @param text what was wrong, for the close frame; worded as the guide's server words it
 */
public record Violation(CloseReason reason, String text) {
    public static Violation protocol(String text) {
        return new Violation(CloseReason.PROTOCOL_ERROR, text);
    }
}
