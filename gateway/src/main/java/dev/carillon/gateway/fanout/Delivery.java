package dev.carillon.gateway.fanout;

import dev.carillon.gateway.log.Event;
import dev.carillon.gateway.loops.Occasionally;
import dev.carillon.gateway.registry.DeliveryCounters;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.protocol.close.CloseReason;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes batches and hands them to sockets, and counts what the sockets took. Confined to one loop.
 *
 * <p>A delivery counts as written when the kernel has all of its batch. Nearly always that is so when the flush returns, and
 * nothing need be remembered; only when the socket was full a marker behind the batch tells its end.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final DeliveryCounters counters;
    private final ByteBufAllocator allocator;
    private final Occasionally warnings = new Occasionally();
    /** The last batch's buffer, which nobody keeps: in a turn with one event the next audience's batch is as large. */
    private @Nullable ByteBuf spare;

    Delivery(DeliveryCounters counters, ByteBufAllocator allocator) {
        this.counters = counters;
        this.allocator = allocator;
    }

    /**
     * The events' frames, one after the other, in one direct buffer that the caller owns, and releases or {@linkplain #done gives
     * back}; null without memory for it.
     */
    @Nullable
    ByteBuf encode(WireFormat format, List<Event> events, EventLoop loop) {
        assert loop.inEventLoop();
        int size = 0;
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            size = Math.addExact(size, format.frameSize(event.payload(), event.compressed()));
        }
        ByteBuf frames = allocate(size);
        if (frames != null) {
            write(frames, format, events);
        }
        return frames;
    }

    private static void write(ByteBuf frames, WireFormat format, List<Event> events) {
        try {
            for (int i = 0; i < events.size(); i++) {
                Event event = events.get(i);
                format.write(frames, event.payload(), event.compressed());
            }
        } catch (RuntimeException e) {
            frames.release();
            throw e;
        }
    }

    private @Nullable ByteBuf allocate(int size) {
        ByteBuf last = spare;
        if (last != null && last.capacity() == size) {
            spare = null;
            return last.clear();
        }
        dropSpare(); // not held beside the next one: memory may be short
        try {
            return allocator.directBuffer(size, size);
        } catch (OutOfMemoryError e) {
            warnings.run(_ ->
                    LOG.warn("no direct memory for a batch of {} bytes; those that it is for catch up later", size, e));
            return null;
        }
    }

    /** Takes back a buffer of which the caller needs no more. Where a channel still keeps it, it is the channel's. */
    void done(ByteBuf frames) {
        if (frames.refCnt() == 1) {
            dropSpare();
            spare = frames;
        } else {
            frames.release();
        }
    }

    /** Keeps no memory for a next batch; also at the end of a turn, after which there may be none for long. */
    void dropSpare() {
        ByteBuf last = spare;
        spare = null;
        if (last != null) {
            last.release();
        }
    }

    /**
     * Writes a batch of so many events. The buffer stays the caller's, and may be written to others. Should that fail in another way
     * than sockets do, the events count as unsent, and the connection ends: nobody knows what has become of its stream.
     *
     * @param socket where it is {@linkplain Subscriber#ready() ready}; null for through the channel
     * @return whether the kernel took all of it past the channel: then nothing can have become of any subscriber. False says nothing
     */
    boolean send(Subscriber subscriber, @Nullable Socket socket, ByteBuf frames, int events) {
        try {
            return handOver(subscriber, socket, frames, events);
        } catch (RuntimeException e) {
            counters.shed(ShedReason.UNSENT).add(events);
            subscriber.shed(ShedReason.UNSENT, events);
            subscriber.end(CloseReason.INTERNAL_ERROR);
            throw e;
        }
    }

    private boolean handOver(Subscriber subscriber, @Nullable Socket socket, ByteBuf frames, int events) {
        int bytes = frames.readableBytes();
        int sent = sendAtOnce(socket, frames);
        if (sent == bytes) {
            taken(events, bytes);
            return true;
        }
        ChannelHandlerContext context = subscriber.context();
        context.write(frames.retainedSlice(frames.readerIndex() + sent, bytes - sent), context.voidPromise());
        context.flush();
        if (subscriber.isDrained()) {
            taken(events, bytes);
        } else {
            awaitTaken(subscriber, events, bytes);
        }
        return false;
    }

    /**
     * Hands the kernel what it takes, past the channel: neither a promise nor an entry of its outbound buffer is needed for
     * bytes that never wait. Gives how many were taken; the rest, and every error, is the channel's.
     */
    private static int sendAtOnce(@Nullable Socket socket, ByteBuf frames) {
        if (socket == null || !frames.hasMemoryAddress()) {
            return 0;
        }
        try {
            return Math.max(0, socket.sendAddress(frames.memoryAddress(), frames.readerIndex(), frames.writerIndex()));
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    private void awaitTaken(Subscriber subscriber, int events, int bytes) {
        subscriber.queued(events);
        subscriber.context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(marker -> {
            subscriber.settled(events, marker.isSuccess());
            if (marker.isSuccess()) {
                taken(events, bytes);
            } else {
                counters.shed(ShedReason.UNSENT).add(events);
            }
        });
    }

    private void taken(int events, int bytes) {
        counters.written.add(events);
        counters.writtenBytes.add(bytes);
    }
}
