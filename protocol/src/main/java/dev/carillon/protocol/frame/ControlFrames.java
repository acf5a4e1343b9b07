package dev.carillon.protocol.frame;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Writes the gateway's control frames (RFC 6455 section 5.5): unmasked, at most 125 bytes of payload. */
public final class ControlFrames {
    private static final int FIN_CLOSE = 0x88;
    private static final int FIN_PING = 0x89;
    private static final int FIN_PONG = 0x8A;
    private static final int MAX_REASON = 123;

    /** Bytes that a control frame takes at most. */
    public static final int MAX_SIZE = 2 + 125;

    private ControlFrames() {}

    /** A ping whose payload is the four bytes of an int. */
    public static void writePing(ByteBuf out, int payload) {
        WireFormat.writeHeader(out, FIN_PING, Integer.BYTES);
        out.writeInt(payload);
    }

    /** The answer to a ping, with the ping's own payload. */
    public static void writePong(ByteBuf out, ByteBuf payload) {
        WireFormat.writeHeader(out, FIN_PONG, payload.readableBytes());
        out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    }

    /** A close frame; the reason is cut at a character's boundary to fit. */
    public static void writeClose(ByteBuf out, int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, MAX_REASON);
        while (length < text.length && length > 0 && (text[length] & 0xC0) == 0x80) {
            length--;
        }
        WireFormat.writeHeader(out, FIN_CLOSE, 2 + length);
        out.writeShort(code);
        out.writeBytes(text, 0, length);
    }

    /** A close frame with the given payload: the echo of a client's. */
    public static void writeCloseEcho(ByteBuf out, ByteBuf payload) {
        WireFormat.writeHeader(out, FIN_CLOSE, payload.readableBytes());
        out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    }
}
