package dev.carillon.bench.load.frame;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds a server's frames in its bytes, in whatever pieces they come. While they are those that should come next, all it does
 * is compare, and all it remembers of a frame in two pieces is how far it agreed; any other frame is gathered and handed over
 * whole. One for each connection; confined to its loop.
 */
public final class FrameScanner {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int MAX_HEADER = 10;
    private static final int MAX_CONTROL = 125;
    private static final long MAX_FRAME = 256 << 20;
    private static final byte[] NOTHING = {};

    private final Sink sink;
    private final boolean compression;

    /** The event that the frame under way agrees with so far; null where none is. */
    private @Nullable KnownEvent current;
    /** Its frame when that began: it may learn another since. */
    private MemorySegment currentFrame = MemorySegment.NULL;

    private long matched;
    /** The frame under way that was not expected: its bytes so far, in an array for all of it or for its header. */
    private byte[] partial = NOTHING;

    private int gathered;
    private @Nullable String problem;

    /** Takes what is found. */
    public interface Sink {
        /** The event whose frame should come next; null where nothing is expected. */
        @Nullable
        KnownEvent expected();

        /** That frame has come. */
        void arrived(KnownEvent event);

        /** Another frame, whole. */
        void frame(Frame frame);
    }

    /**
     * A frame, lent for the call.
     *
     * @param first its first byte: FIN, reserved bits, opcode
     */
    public record Frame(int first, MemorySegment in, long start, int headerLength, long length) {
        public int opcode() {
            return first & 0x0F;
        }

        public boolean isFinal() {
            return (first & 0x80) != 0;
        }

        public boolean isCompressed() {
            return (first & 0x40) != 0;
        }

        public long payload() {
            return start + headerLength;
        }

        /** The payload; a copy. */
        public byte[] bytes() {
            return in.asSlice(payload(), length).toArray(ValueLayout.JAVA_BYTE);
        }

        /** Header and payload; a copy. */
        public byte[] whole() {
            return in.asSlice(start, headerLength + length).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** @param compression whether permessage-deflate was negotiated, so that RSV1 may be set */
    public FrameScanner(Sink sink, boolean compression) {
        this.sink = sink;
        this.compression = compression;
    }

    /** Reads all bytes between two offsets; says what breaks RFC 6455, once, and reads nothing after. */
    public @Nullable String read(MemorySegment in, long from, long to) {
        if (problem != null) {
            return null;
        }
        long at = from;
        while (at < to && problem == null) {
            at = gathered > 0 ? gather(in, at, to) : compare(in, at, to);
        }
        return problem;
    }

    private long compare(MemorySegment in, long at, long to) {
        if (current == null) {
            current = sink.expected();
            if (current == null) {
                return whole(in, at, to);
            }
            currentFrame = current.frame();
        }
        KnownEvent event = current;
        long wanted = currentFrame.byteSize() - matched;
        long there = Math.min(wanted, to - at);
        if (MemorySegment.mismatch(in, at, at + there, currentFrame, matched, matched + there) >= 0) {
            return another(in, at, to);
        }
        matched += there;
        if (there == wanted) {
            current = null;
            matched = 0;
            sink.arrived(event);
        }
        return at + there;
    }

    /** Not what was expected: the bytes before these, which agreed, are taken from there. */
    private long another(MemorySegment in, long at, long to) {
        current = null;
        if (matched == 0) {
            return whole(in, at, to);
        }
        int begun = (int) matched;
        matched = 0;
        partial = new byte[Math.max(begun, MAX_HEADER)];
        MemorySegment.copy(currentFrame, ValueLayout.JAVA_BYTE, 0, partial, 0, begun);
        gathered = begun;
        // The length agreed already, if the header is complete.
        long size = sizeOf(MemorySegment.ofArray(partial), 0, gathered);
        if (size > 0) {
            partial = Arrays.copyOf(partial, (int) size);
        }
        return at;
    }

    private long whole(MemorySegment in, long at, long to) {
        long size = sizeOf(in, at, to);
        if (problem != null) {
            return to;
        }
        if (size > 0 && size <= to - at) {
            hand(in, at);
            return at + size;
        }
        gathered = (int) (to - at);
        partial = new byte[size > 0 ? (int) size : MAX_HEADER];
        MemorySegment.copy(in, ValueLayout.JAVA_BYTE, at, partial, 0, gathered);
        return to;
    }

    private long gather(MemorySegment in, long at, long to) {
        MemorySegment begun = MemorySegment.ofArray(partial);
        long size = sizeOf(begun, 0, gathered);
        if (problem != null) {
            return to;
        }
        if (size == 0) {
            partial[gathered++] = in.get(ValueLayout.JAVA_BYTE, at);
            size = sizeOf(begun, 0, gathered);
            if (size > 0) {
                partial = Arrays.copyOf(partial, (int) size);
            }
            return finish(size, at + 1);
        }
        int there = (int) Math.min(size - gathered, to - at);
        MemorySegment.copy(in, ValueLayout.JAVA_BYTE, at, partial, gathered, there);
        gathered += there;
        return finish(size, at + there);
    }

    private long finish(long size, long at) {
        if (size > 0 && gathered == size && problem == null) {
            byte[] frame = partial;
            partial = NOTHING;
            gathered = 0;
            hand(MemorySegment.ofArray(frame), 0);
        }
        return at;
    }

    /** Bytes of the frame with its header; 0 while the header is not complete, or breaks the rules. */
    private long sizeOf(MemorySegment in, long at, long to) {
        int header = headerLength(in, at, to);
        if (header > to - at) {
            return 0;
        }
        problem = problemOf(in, at, header);
        return problem == null ? header + lengthOf(in, at, header) : 0;
    }

    private static int headerLength(MemorySegment in, long at, long to) {
        if (to - at < 2) {
            return MAX_HEADER + 1;
        }
        int length = in.get(ValueLayout.JAVA_BYTE, at + 1) & 0x7F;
        return length == 126 ? 4 : length == 127 ? 10 : 2;
    }

    private static long lengthOf(MemorySegment in, long at, int header) {
        return switch (header) {
            case 4 -> in.get(SHORT, at + 2) & 0xFFFF;
            case 10 -> in.get(LONG, at + 2);
            default -> in.get(ValueLayout.JAVA_BYTE, at + 1) & 0x7F;
        };
    }

    private @Nullable String problemOf(MemorySegment in, long at, int header) {
        int first = in.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
        int opcode = first & 0x0F;
        long length = lengthOf(in, at, header);
        if (in.get(ValueLayout.JAVA_BYTE, at + 1) < 0) {
            return "a masked frame";
        }
        if ((first & (compression && (opcode == 1 || opcode == 2) ? 0x30 : 0x70)) != 0) {
            return "a reserved bit is set";
        }
        if ((opcode > 2 && opcode < 8) || opcode > 10) {
            return "opcode " + opcode;
        }
        if (opcode >= 8 && (length > MAX_CONTROL || (first & 0x80) == 0)) {
            return "a control frame that is fragmented or too long";
        }
        return length < 0 || length > MAX_FRAME ? "a frame of more than 256 MiB" : null;
    }

    private void hand(MemorySegment in, long at) {
        int header = headerLength(in, at, at + MAX_HEADER);
        int first = in.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
        sink.frame(new Frame(first, in, at, header, lengthOf(in, at, header)));
    }
}
