package dev.carillon.gateway.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/** A client's frames (RFC 6455 section 5.2) as bytes, also such as no client should send. */
public final class ClientFrames {
    public static final int FIN = 0x80;
    public static final int RSV1 = 0x40;
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final byte[] MASK = {(byte) 0x8F, 0x12, (byte) 0xE3, 0x74};

    private ClientFrames() {}

    public static byte[] text(String text) {
        return frame(FIN | TEXT, text.getBytes(UTF_8));
    }

    public static byte[] close(int code, String reason) {
        return frame(FIN | CLOSE, closePayload(code, reason.getBytes(UTF_8)));
    }

    public static byte[] closePayload(int code, byte[] reason) {
        return ByteBuffer.allocate(2 + reason.length)
                .putShort((short) code)
                .put(reason)
                .array();
    }

    /** A masked frame. */
    public static byte[] frame(int first, byte[] payload) {
        byte[] head = header(first, 0x80, payload.length);
        byte[] frame = new byte[head.length + MASK.length + payload.length];
        System.arraycopy(head, 0, frame, 0, head.length);
        System.arraycopy(MASK, 0, frame, head.length, MASK.length);
        for (int i = 0; i < payload.length; i++) {
            frame[head.length + MASK.length + i] = (byte) (payload[i] ^ MASK[i % MASK.length]);
        }
        return frame;
    }

    public static byte[] unmasked(int first, byte[] payload) {
        return concat(header(first, 0, payload.length), payload);
    }

    /** A masked frame's beginning, which announces so many bytes that do not follow. */
    public static byte[] announcing(int first, long length) {
        return concat(header(first, 0x80, length), MASK);
    }

    private static byte[] header(int first, int masked, long length) {
        ByteBuffer head = ByteBuffer.allocate(10).put((byte) first);
        if (length >= 0 && length < 126) {
            head.put((byte) (masked | length));
        } else if (length >= 0 && length <= 0xFFFF) {
            head.put((byte) (masked | 126)).putShort((short) length);
        } else {
            head.put((byte) (masked | 127)).putLong(length);
        }
        byte[] bytes = new byte[head.position()];
        head.flip().get(bytes);
        return bytes;
    }

    /** A payload compressed as RFC 7692 section 7.2.1 asks, with a fresh window. */
    public static byte[] deflate(byte[] payload) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(payload);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[65536];
        int length;
        do {
            length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            out.write(buffer, 0, length);
        } while (length == buffer.length);
        deflater.end();
        byte[] bytes = out.toByteArray();
        return java.util.Arrays.copyOf(bytes, bytes.length - 4);
    }

    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
