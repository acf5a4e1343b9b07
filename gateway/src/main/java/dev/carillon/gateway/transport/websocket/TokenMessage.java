package dev.carillon.gateway.transport.websocket;

import dev.carillon.protocol.close.CloseReason;
import dev.carillon.protocol.close.Violation;
import dev.carillon.protocol.frame.Utf8;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a message that should be a token out of its pieces; inflates it where it is compressed, which needs no message
 * before it: it is the first, or clients were asked not to take their window over.
 *
 * <p>It keeps no more bytes than the longest token has, and one, whatever the message's size: the rest is only counted, and checked
 * to be UTF-8. The inflater is native memory, made for a compressed message and freed with it. Confined to the loop.
 */
final class TokenMessage implements AutoCloseable {
    /** As long as the longest JWT that is read ({@code auth.jwt}), and longer than any other token. */
    private static final int LONGEST_TOKEN = 8192;

    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};
    private static final int INFLATE_BUFFER = 8192;

    private final boolean text;
    private final long maxMessage;
    private final @Nullable Inflater inflater;
    private final Utf8 utf8 = new Utf8();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(64);
    private long size;

    /** @param maxMessage bytes at most, once inflated */
    TokenMessage(boolean text, boolean compressed, long maxMessage) {
        this.text = text;
        this.maxMessage = maxMessage;
        this.inflater = compressed ? new Inflater(true) : null;
    }

    @Nullable
    Violation piece(ByteBuf piece) {
        if (inflater != null) {
            byte[] compressed = new byte[piece.readableBytes()];
            piece.readBytes(compressed);
            return inflate(inflater, compressed);
        }
        byte[] bytes = new byte[piece.readableBytes()];
        piece.readBytes(bytes);
        return take(bytes, bytes.length);
    }

    @Nullable
    Violation end() {
        Violation violation = inflater == null ? null : inflate(inflater, TAIL);
        String defect = violation == null && text ? utf8.end() : null;
        return defect == null ? violation : new Violation(CloseReason.INVALID_DATA, defect);
    }

    /** The message, if it can be a token. One that is longer than any is cut, and still longer than any. */
    @Nullable
    String token() {
        return text ? kept.toString(StandardCharsets.UTF_8) : null;
    }

    private @Nullable Violation inflate(Inflater inflater, byte[] compressed) {
        byte[] out = new byte[INFLATE_BUFFER];
        inflater.setInput(compressed);
        try {
            int length = inflater.inflate(out);
            while (length > 0) {
                Violation violation = take(out, length);
                if (violation != null) {
                    return violation;
                }
                length = inflater.inflate(out);
            }
            return null;
        } catch (DataFormatException e) {
            return Violation.protocol("decompression failed");
        }
    }

    private @Nullable Violation take(byte[] bytes, int length) {
        size += length;
        if (size > maxMessage) {
            return new Violation(CloseReason.MESSAGE_TOO_BIG, "frame exceeds limit of " + maxMessage + " bytes");
        }
        kept.write(bytes, 0, Math.min(length, LONGEST_TOKEN + 1 - kept.size()));
        for (int i = 0; i < length && text; i++) {
            String defect = utf8.accept(bytes[i]);
            if (defect != null) {
                return new Violation(CloseReason.INVALID_DATA, defect);
            }
        }
        return null;
    }

    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
        }
    }
}
