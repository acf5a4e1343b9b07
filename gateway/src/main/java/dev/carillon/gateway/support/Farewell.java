package dev.carillon.gateway.support;

import dev.carillon.protocol.close.CloseReason;
import java.nio.charset.StandardCharsets;

/** What clients are told with the close frame. */
record Farewell(int code, String text) {
    /** RFC 6455 section 5.5: a control frame has 125 bytes at most, of which two are the code. */
    private static final int MOST_BYTES = 123;

    static final Farewell USUAL = new Farewell(CloseReason.DISCONNECTED.code(), CloseReason.DISCONNECTED.text());

    /** @throws Refusal where clients could not be told so */
    static Farewell of(int code, String text) throws Refusal {
        if (code < 4000 || code > 4999) {
            throw new Refusal(
                    400, "the code must be from 4000 to 4999, those for private use (RFC 6455 section 7.4.2)");
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES) {
            throw new Refusal(400, "the reason has " + bytes + " bytes in UTF-8; a close frame holds 123");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new Refusal(400, "the reason holds half a surrogate pair, which is no text");
        }
        return new Farewell(code, text);
    }
}
