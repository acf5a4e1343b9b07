package dev.carillon.protocol.event;

import dev.carillon.protocol.event.DecodedEvent.Defect;
import dev.carillon.protocol.event.DecodedEvent.Malformed;
import dev.carillon.protocol.frame.Utf8;

/**
 * Reads the one field that routes an event, {@code content_type_id}, as the guide's {@code json.loads} and Python's
 * equality would: {@code 13.0} is 13, {@code true} is 1, of repeated keys the last one counts.
 *
 * <p>The whole message is checked (JSON, UTF-8), because one bad text frame would end every client's connection; nothing
 * but that field is kept. Never throws. Safe on any thread.
 */
public final class EventDecoder {
    private final int maxSize;
    private final int maxDepth;

    /**
     * @param maxSize bytes of payload at most
     * @param maxDepth nesting at most
     */
    public EventDecoder(int maxSize, int maxDepth) {
        this.maxSize = maxSize;
        this.maxDepth = maxDepth;
    }

    public DecodedEvent decode(byte[] payload) {
        if (payload.length > maxSize) {
            return new Malformed(Defect.TOO_LARGE);
        }
        if (!Utf8.isValid(payload)) {
            return new Malformed(Defect.INVALID_UTF8);
        }
        return new EventScanner(payload, maxDepth).scan();
    }
}
