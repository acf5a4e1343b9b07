package dev.carillon.bench.load.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The one buffer that all connections of a loop receive into: what comes is read before the next read begins, so none needs
 * its own. Confined to the loop.
 */
final class ReceiveBuffer implements RecvByteBufAllocator {
    static final int SIZE = 256 << 10;
    private static final int READS_IN_A_ROW = 4;

    private final ByteBuf buffer;
    private final MemorySegment segment;

    ReceiveBuffer() {
        ByteBuffer memory = ByteBuffer.allocateDirect(SIZE);
        buffer = Unpooled.wrappedBuffer(memory);
        segment = MemorySegment.ofBuffer(memory);
    }

    /** The memory behind a buffer that was read. */
    @SuppressWarnings("ReferenceEquality") // the very buffer
    MemorySegment segmentOf(ByteBuf read) {
        return read == buffer ? segment : MemorySegment.ofBuffer(read.nioBuffer());
    }

    /** Where the readable bytes begin in {@link #segmentOf}. */
    @SuppressWarnings("ReferenceEquality") // the very buffer
    long offsetOf(ByteBuf read) {
        return read == buffer ? read.readerIndex() : 0;
    }

    /** For a client that reads all there is. */
    @Override
    public ExtendedHandle newHandle() {
        return new Reads();
    }

    /** For a client that reads so many bytes at a time as it is told. */
    Measured measured() {
        return new Measured();
    }

    /** Hands out the end of the buffer. */
    class Reads implements ExtendedHandle {
        private int attempted;
        private int last;
        private int reads;
        private @Nullable ChannelConfig config;

        int size() {
            return SIZE;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator unused) {
            int start = SIZE - guess();
            return buffer.setIndex(start, start).retain();
        }

        @Override
        public int guess() {
            return size();
        }

        @Override
        public void reset(ChannelConfig channelConfig) {
            config = channelConfig;
            reads = 0;
            last = 0;
        }

        @Override
        public void incMessagesRead(int messages) {
            reads += messages;
        }

        @Override
        public void lastBytesRead(int bytes) {
            last = bytes;
        }

        @Override
        public int lastBytesRead() {
            return last;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            attempted = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return attempted;
        }

        @Override
        public boolean continueReading() {
            return continueReading(() -> attempted == last);
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier mayBeMore) {
            return config != null && config.isAutoRead() && last > 0 && reads < READS_IN_A_ROW && mayBeMore.get();
        }

        @Override
        public void readComplete() {
            // Nothing is adapted.
        }
    }

    /** As many bytes in one read as are allowed; as an allocator for its one channel. */
    final class Measured extends Reads implements RecvByteBufAllocator {
        private int allowed = SIZE;

        void allow(int bytes) {
            allowed = Math.clamp(bytes, 1, SIZE);
        }

        @Override
        int size() {
            return allowed;
        }

        @Override
        public ExtendedHandle newHandle() {
            return this;
        }
    }
}
