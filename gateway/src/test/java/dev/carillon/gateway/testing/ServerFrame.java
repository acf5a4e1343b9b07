package dev.carillon.gateway.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A frame that the gateway sent.
 *
 * @param first the first byte: FIN, reserved bits and opcode
 */
@SuppressWarnings("ArrayRecordComponent")
public record ServerFrame(int first, byte[] payload) {
    public String text() {
        return new String(payload, UTF_8);
    }

    /** Of a close frame: {@code 1011 authentication failed}. */
    public String closing() {
        if (first != 0x88) {
            throw new AssertionError("not a close frame: " + this);
        }
        if (payload.length == 0) {
            return "empty";
        }
        ByteBuffer content = ByteBuffer.wrap(payload);
        return (content.getShort() & 0xFFFF) + " " + UTF_8.decode(content);
    }

    @Override
    public String toString() {
        return Integer.toHexString(first) + " " + payload.length + " bytes "
                + new String(Arrays.copyOf(payload, Math.min(payload.length, 100)), UTF_8);
    }
}
