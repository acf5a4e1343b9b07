package dev.carillon.gateway.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sees every write on its way to the socket. Written on the loop; read on any thread. */
final class WriteRecorder extends ChannelOutboundHandlerAdapter {
    private final List<Write> writes = new CopyOnWriteArrayList<>();
    private volatile boolean recording;
    private volatile long mostPending;
    private volatile @Nullable Consumer<ByteBuf> inspector;

    /** A write that was not empty: where its bytes lie, and how many. */
    record Write(long address, int bytes) {}

    void record() {
        writes.clear();
        mostPending = 0;
        recording = true;
    }

    /** From now on looks into everything that is written, on the loop, before it is. */
    void inspect(Consumer<ByteBuf> inspector) {
        this.inspector = inspector;
    }

    List<Write> writes() {
        return List.copyOf(writes);
    }

    /** Unsent bytes at most, after any write since {@link #record}. */
    long mostPending() {
        return mostPending;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // the loop alone writes it
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (recording && message instanceof ByteBuf frames && frames.isReadable()) {
            writes.add(new Write(frames.memoryAddress() + frames.readerIndex(), frames.readableBytes()));
        }
        Consumer<ByteBuf> look = inspector;
        if (look != null && message instanceof ByteBuf frames) {
            look.accept(frames);
        }
        context.write(message, promise);
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        if (recording && buffer != null) {
            mostPending = Math.max(mostPending, buffer.totalPendingWriteBytes());
        }
    }
}
