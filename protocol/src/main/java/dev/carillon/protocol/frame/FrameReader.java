package dev.carillon.protocol.frame;

import dev.carillon.protocol.close.CloseReason;
import dev.carillon.protocol.close.Violation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Reads a client's frames (RFC 6455 section 5) as they arrive, in any pieces, and gathers nothing but control frames:
 * what is not wanted costs no memory, however large its frame.
 *
 * <p>Netty's own decoder gathers whole frames, and words its errors otherwise than the guide's server, whose texts are
 * kept here. Confined to the connection's loop.
 */
public final class FrameReader {
    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int MAX_CONTROL = 125;
    private static final int MAX_HEADER = 14;

    private final long maxMessage;
    private final boolean deflate;
    private final MessageSink sink;

    /** Header bytes of the frame under way that came in an earlier piece; null between frames, which is nearly always. */
    private byte @Nullable [] partial;

    private int partialLength;
    private boolean inPayload;
    private int opcode;
    private boolean fin;
    private int mask;
    private long remaining;
    /** Bytes of the data message under way, from its earlier frames and this one; -1 between messages. */
    private long messageSize = -1;

    private @Nullable ByteBuf control;
    private boolean done;

    /**
     * @param maxMessage bytes of a data message at most, as they are on the wire
     * @param deflate whether permessage-deflate was negotiated
     */
    public FrameReader(long maxMessage, boolean deflate, MessageSink sink) {
        this.maxMessage = maxMessage;
        this.deflate = deflate;
        this.sink = sink;
    }

    /**
     * Reads all of the input, changing it in place; the caller still owns it. After a close frame or a violation
     * everything is skipped.
     */
    public @Nullable Violation read(ByteBuf in) {
        Violation violation = null;
        while (in.isReadable() && !done) {
            violation = inPayload ? payload(in) : header(in);
            done |= violation != null;
        }
        in.skipBytes(in.readableBytes());
        return violation;
    }

    private @Nullable Violation header(ByteBuf in) {
        if (partial == null) {
            int size = headerSize(in, in.readerIndex(), in.readableBytes());
            if (size <= in.readableBytes()) {
                Violation violation = parse(in, in.readerIndex());
                in.skipBytes(size);
                return violation != null ? violation : begin();
            }
            partial = new byte[MAX_HEADER];
            partialLength = 0;
        }
        ByteBuf header = Unpooled.wrappedBuffer(partial);
        do {
            partial[partialLength++] = in.readByte();
            if (headerSize(header, 0, partialLength) == partialLength) {
                partial = null;
                Violation violation = parse(header, 0);
                return violation != null ? violation : begin();
            }
        } while (in.isReadable());
        return null;
    }

    /** How long the header is, as far as its first bytes tell; more than there is while they do not. */
    private static int headerSize(ByteBuf in, int at, int available) {
        if (available < 2) {
            return 2;
        }
        int second = in.getByte(at + 1);
        int masked = (second & 0x80) != 0 ? 4 : 0;
        int length = second & 0x7F;
        return 2 + masked + (length == 126 ? 2 : length == 127 ? 8 : 0);
    }

    private @Nullable Violation parse(ByteBuf in, int at) {
        int first = in.getByte(at) & 0xFF;
        int second = in.getByte(at + 1) & 0xFF;
        opcode = first & 0x0F;
        fin = (first & 0x80) != 0;
        if (opcode > BINARY && (opcode < CLOSE || opcode > PONG)) {
            return Violation.protocol("invalid opcode");
        }
        if ((second & 0x80) == 0) {
            return Violation.protocol("incorrect masking");
        }
        int length = second & 0x7F;
        remaining = switch (length) {
            case 126 -> in.getUnsignedShort(at + 2);
            case 127 -> in.getLong(at + 2);
            default -> length;
        };
        mask = in.getInt(at + (length == 126 ? 4 : length == 127 ? 10 : 2));
        boolean startsMessage = opcode == TEXT || opcode == BINARY;
        boolean rsv1 = (first & 0x40) != 0;
        if ((first & 0x30) != 0 || (rsv1 && !(deflate && startsMessage))) {
            return Violation.protocol("reserved bits must be 0");
        }
        return opcode >= CLOSE ? checkControl() : checkData(startsMessage, rsv1);
    }

    private @Nullable Violation checkControl() {
        if (remaining < 0 || remaining > MAX_CONTROL) {
            return Violation.protocol("control frame too long");
        }
        return fin ? null : Violation.protocol("fragmented control frame");
    }

    private @Nullable Violation checkData(boolean startsMessage, boolean compressed) {
        if (startsMessage && messageSize >= 0) {
            return Violation.protocol("expected a continuation frame");
        }
        if (opcode == CONTINUATION && messageSize < 0) {
            return Violation.protocol("unexpected continuation frame");
        }
        long before = Math.max(messageSize, 0);
        if (remaining < 0 || remaining > maxMessage - before) {
            return new Violation(CloseReason.MESSAGE_TOO_BIG, tooBig(before));
        }
        messageSize = before + remaining;
        if (startsMessage) {
            sink.messageBegins(opcode == TEXT, compressed);
        }
        return null;
    }

    private String tooBig(long before) {
        String after = before == 0 ? "" : " after reading " + before + " bytes";
        return "frame with " + Long.toUnsignedString(remaining) + " bytes" + after + " exceeds limit of " + maxMessage
                + " bytes";
    }

    private @Nullable Violation begin() {
        inPayload = remaining > 0;
        return inPayload ? null : endFrame(Unpooled.EMPTY_BUFFER);
    }

    private @Nullable Violation payload(ByteBuf in) {
        int size = (int) Math.min(remaining, in.readableBytes());
        unmask(in, in.readerIndex(), size);
        ByteBuf piece = in.readSlice(size);
        remaining -= size;
        inPayload = remaining > 0;
        if (opcode >= CLOSE) {
            return controlPiece(piece);
        }
        Violation violation = sink.messagePiece(piece);
        return violation != null || inPayload ? violation : endFrame(Unpooled.EMPTY_BUFFER);
    }

    private @Nullable Violation controlPiece(ByteBuf piece) {
        if (control == null && !inPayload) {
            return endFrame(piece);
        }
        if (control == null) {
            control = Unpooled.buffer(MAX_CONTROL);
        }
        control.writeBytes(piece);
        if (inPayload) {
            return null;
        }
        ByteBuf whole = control;
        control = null;
        return endFrame(whole);
    }

    private @Nullable Violation endFrame(ByteBuf payload) {
        switch (opcode) {
            case PING -> sink.ping(payload);
            case PONG -> sink.pong(payload);
            case CLOSE -> {
                return endClose(payload);
            }
            default -> {
                if (fin) {
                    messageSize = -1;
                    return sink.messageEnds();
                }
            }
        }
        return null;
    }

    private @Nullable Violation endClose(ByteBuf payload) {
        Violation violation = ClosePayload.check(payload);
        if (violation == null) {
            done = true;
            sink.close(payload);
        }
        return violation;
    }

    private void unmask(ByteBuf in, int from, int size) {
        int end = from + size;
        int at = from;
        for (; at + Integer.BYTES <= end; at += Integer.BYTES) {
            in.setInt(at, in.getInt(at) ^ mask);
        }
        for (; at < end; at++) {
            in.setByte(at, in.getByte(at) ^ (mask >>> 24));
            mask = Integer.rotateLeft(mask, 8);
        }
    }
}
