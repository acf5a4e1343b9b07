package dev.carillon.bench.million;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** What a client sends: the opening handshake, and its token in a masked text frame. Immutable. */
final class ClientBytes {
    private static final int FIN_TEXT = 0x81;
    private static final int MASKED = 0x80;
    private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

    private final byte[] handshake;
    private final byte[] token;

    ClientBytes(String token, boolean deflate) {
        String extensions = deflate ? "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n" : "";
        handshake = ("GET / HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" + extensions
                        + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        this.token = frame(token.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] frame(byte[] text) {
        if (text.length > 125) {
            throw new IllegalArgumentException("a token of " + text.length + " bytes");
        }
        byte[] frame = new byte[2 + MASK.length + text.length];
        frame[0] = (byte) FIN_TEXT;
        frame[1] = (byte) (MASKED | text.length);
        System.arraycopy(MASK, 0, frame, 2, MASK.length);
        for (int i = 0; i < text.length; i++) {
            frame[2 + MASK.length + i] = (byte) (text[i] ^ MASK[i % MASK.length]);
        }
        return frame;
    }

    ByteBuf handshake() {
        return Unpooled.wrappedBuffer(handshake);
    }

    /** A copy: it is unmasked in place. */
    ByteBuf token() {
        return Unpooled.copiedBuffer(token);
    }
}
