package dev.carillon.bench.load.frame;

import java.nio.ByteBuffer;

/** Frames as a server writes them (RFC 6455 section 5.2): unmasked, in the shortest form. */
final class ServerFrames {
    private static final int TEXT = 0x81;
    private static final int SHORT = 126;
    private static final int LONG = 127;

    private ServerFrames() {}

    /** A whole message in one frame. */
    static byte[] text(byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(10 + payload.length).put((byte) TEXT);
        if (payload.length < SHORT) {
            frame.put((byte) payload.length);
        } else if (payload.length <= 0xFFFF) {
            frame.put((byte) SHORT).putShort((short) payload.length);
        } else {
            frame.put((byte) LONG).putLong(payload.length);
        }
        byte[] exact = new byte[frame.put(payload).position()];
        frame.flip().get(exact);
        return exact;
    }
}
