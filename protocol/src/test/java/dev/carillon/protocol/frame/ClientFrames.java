package dev.carillon.protocol.frame;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds what a client sends, valid or not. */
final class ClientFrames {
    static final int FIN = 0x80;
    static final int RSV1 = 0x40;
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final byte[] MASK = {(byte) 0x9C, 0x01, (byte) 0xFE, 0x37};

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A masked frame with its length in the shortest form. */
    ClientFrames frame(int first, byte[] payload) {
        int form = payload.length < 126 ? payload.length : payload.length <= 0xFFFF ? 126 : 127;
        return frame(first, form, payload.length, payload);
    }

    ClientFrames frame(int first, String payload) {
        return frame(first, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** A masked frame whose length is announced as given: {@code form} is the second byte without the mask bit. */
    ClientFrames frame(int first, int form, long announced, byte[] payload) {
        bytes.write(first);
        bytes.write(0x80 | form);
        length(form, announced);
        bytes.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            bytes.write(payload[i] ^ MASK[i & 3]);
        }
        return this;
    }

    ClientFrames unmasked(int first, String payload) {
        bytes.write(first);
        bytes.write(payload.length());
        return raw(payload.getBytes(StandardCharsets.UTF_8));
    }

    ClientFrames close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return frame(
                FIN | CLOSE,
                ByteBuffer.allocate(2 + text.length)
                        .putShort((short) code)
                        .put(text)
                        .array());
    }

    ClientFrames raw(byte... more) {
        bytes.writeBytes(more);
        return this;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** Bytes that differ from their neighbours. */
    static byte[] payload(int length) {
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) ('!' + i % 89);
        }
        return payload;
    }

    static byte[] repeated(int value, int length) {
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) value);
        return payload;
    }

    private void length(int form, long announced) {
        if (form == 126) {
            bytes.write((int) (announced >> 8));
            bytes.write((int) announced);
        } else if (form == 127) {
            bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(announced).array());
        }
    }
}
