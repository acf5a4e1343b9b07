package dev.carillon.gateway.log;

import dev.carillon.protocol.frame.CompressedPayload;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the log. Immutable; the arrays must not be changed.
 *
 * @param position its number, counted from 0 without gaps
 * @param contentTypeId who may see it: those who see this content type
 * @param payload as it was published: valid UTF-8
 * @param compressed the same, compressed; null when nobody wanted it when it came, or it would not be smaller
 * @param receivedNanos when it came from the bus ({@link System#nanoTime})
 */
@SuppressWarnings("ArrayRecordComponent")
public record Event(
        long position,
        long contentTypeId,
        byte[] payload,
        @Nullable CompressedPayload compressed,
        long receivedNanos) {

    /** Bytes that the log counts for it. */
    long size() {
        return (long) payload.length + (compressed == null ? 0 : compressed.bytes().length);
    }

    /** Without the payload. */
    @Override
    public String toString() {
        return "Event[position=" + position + ", contentTypeId=" + contentTypeId + ", bytes=" + payload.length + "]";
    }
}
