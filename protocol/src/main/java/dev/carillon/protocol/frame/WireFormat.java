package dev.carillon.protocol.frame;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * How events are laid into frames for one kind of client: RFC 6455 text frames, unmasked, in one piece; compressed (RFC
 * 7692, RSV1) where the client negotiated it and it pays.
 *
 * <p>Two clients of the same format and the same permissions get the same bytes. Immutable.
 *
 * @param deflateLimit the negotiated window in bytes: what refers back further is sent uncompressed; 0 for a client
 *     without compression
 */
public record WireFormat(int deflateLimit) {
    public static final WireFormat PLAIN = new WireFormat(0);

    private static final int FIN_TEXT = 0x81;
    private static final int FIN_TEXT_RSV1 = 0xC1;

    /** For a client whose window for what we send is {@code 2^windowBits} bytes. */
    public static WireFormat deflate(int windowBits) {
        return new WireFormat(1 << windowBits);
    }

    public boolean compresses() {
        return deflateLimit > 0;
    }

    /** Bytes that {@link #write} will write. */
    public int frameSize(byte[] payload, @Nullable CompressedPayload compressed) {
        int length = compressed != null && fits(compressed) ? compressed.bytes().length : payload.length;
        return headerSize(length) + length;
    }

    /** Appends an event's frame. */
    public void write(ByteBuf out, byte[] payload, @Nullable CompressedPayload compressed) {
        if (compressed != null && fits(compressed)) {
            writeHeader(out, FIN_TEXT_RSV1, compressed.bytes().length);
            out.writeBytes(compressed.bytes());
        } else {
            writeHeader(out, FIN_TEXT, payload.length);
            out.writeBytes(payload);
        }
    }

    private boolean fits(CompressedPayload compressed) {
        return deflateLimit >= compressed.window();
    }

    static int headerSize(int length) {
        return length < 126 ? 2 : length <= 0xFFFF ? 4 : 10;
    }

    static void writeHeader(ByteBuf out, int firstByte, int length) {
        out.writeByte(firstByte);
        if (length < 126) {
            out.writeByte(length);
        } else if (length <= 0xFFFF) {
            out.writeByte(126).writeShort(length);
        } else {
            out.writeByte(127).writeLong(length);
        }
    }
}
