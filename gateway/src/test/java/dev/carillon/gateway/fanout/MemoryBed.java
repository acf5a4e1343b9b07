package dev.carillon.gateway.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.log.EventLog;
import dev.carillon.gateway.log.LogConfig;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.registry.AudienceKey;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.settings.ByteSize;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The hot path on channels in memory, which do what real sockets do too rarely: memory runs out, a write fails at once, a channel
 * is full and free again. All on the test's thread.
 */
final class MemoryBed implements AutoCloseable {
    final LoopShard shard;
    final Fanout fanout;
    final Allocator allocator = new Allocator();

    private final Metrics metrics = new Metrics();
    private final EventLog log =
            new EventLog(new LogConfig(1024, new ByteSize(8 << 20)), metrics.timing(Metric.LOG_WAIT));
    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final List<EmbeddedChannel> channels = new ArrayList<>();

    MemoryBed() {
        shard = new LoopShard(loop.eventLoop());
        fanout = new Fanout(
                log,
                shard,
                FanoutBed.slow(SlowConfig.Policy.DISCONNECT, Duration.ofMinutes(1)),
                metrics.timing(Metric.DELIVERY_TIME),
                allocator);
    }

    @Override
    public void close() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
        loop.finishAndReleaseAll();
        metrics.close();
    }

    /** The connections are numbered in the order in which they come. */
    ServerEnd connect(long... types) {
        ServerEnd end = new ServerEnd(shard);
        channels.add(new EmbeddedChannel(end));
        end.join(new AudienceKey(VisibleTypes.of(types), WireFormat.PLAIN));
        return end;
    }

    EmbeddedChannel channel(int connection) {
        return channels.get(connection);
    }

    /** The payload tells its type and its position in the log. */
    void append(long type) {
        byte[] payload = (type + ":" + log.tail() + " ").getBytes(StandardCharsets.US_ASCII);
        log.append(type, payload, null, 0);
    }

    void appendLarge(int events) {
        for (int i = 0; i < events; i++) {
            log.append(1, new byte[30_000], null, 0);
            loop.runPendingTasks();
        }
    }

    void appendOthers(int events) {
        for (int i = 0; i < events; i++) {
            append(2);
            loop.runPendingTasks();
        }
    }

    void runTasks() {
        loop.runPendingTasks();
    }

    /** As the loop does it: what a sweep begins is done in tasks of their own. */
    void sweep() {
        fanout.sweep(System.nanoTime());
        loop.runPendingTasks();
    }

    /** Fills a channel, or frees it, and lets happen what follows from that. */
    void fill(int channel, boolean full) {
        setWritable(channel, !full);
        channels.get(channel).runPendingTasks();
    }

    /** Without anything that follows from it. */
    void setWritable(int channel, boolean writable) {
        channels.get(channel).unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
    }

    /** The payloads, without the two bytes of each frame's header. */
    String received(int channel) {
        StringBuilder text = new StringBuilder();
        for (ByteBuf frames = channels.get(channel).readOutbound();
                frames != null;
                frames = channels.get(channel).readOutbound()) {
            while (frames.isReadable()) {
                frames.skipBytes(1);
                text.append(frames.readCharSequence(frames.readByte(), StandardCharsets.US_ASCII));
            }
            frames.release();
        }
        return text.toString();
    }

    void assertAllWritten(long matched) {
        assertThat(shard.counters().matched.get()).isEqualTo(matched);
        assertThat(shard.counters().written.get()).isEqualTo(matched);
        assertThat(shard.counters().shedTotal()).isZero();
    }

    /** Memory that runs out when told. */
    static final class Allocator extends PooledByteBufAllocator {
        boolean exhausted;
        boolean broken;
        /** How many slices may be taken of what is given. */
        int slices = Integer.MAX_VALUE;

        final List<ByteBuf> given = new ArrayList<>();

        Allocator() {
            super(true, 0, 1, 8192, 3, 0, 0, false);
        }

        @Override
        public ByteBuf directBuffer(int initialCapacity, int maxCapacity) {
            if (exhausted) {
                throw new OutOfMemoryError("on purpose");
            }
            if (broken) {
                throw new AssertionError("on purpose");
            }
            ByteBuf buffer = new UnpooledDirectByteBuf(this, initialCapacity, maxCapacity) {
                @Override
                public ByteBuf retainedSlice(int index, int length) {
                    if (slices-- <= 0) {
                        throw new IllegalStateException("on purpose");
                    }
                    return super.retainedSlice(index, length);
                }
            };
            given.add(buffer);
            return buffer;
        }
    }

    /** Takes what is written, as a socket that is not full. */
    static final class Taking extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        }
    }

    /** Fails writes, which ends the session within the write, as a session's own handler may. */
    static final class Refusing extends ChannelOutboundHandlerAdapter {
        private final ServerEnd end;

        Refusing(ServerEnd end) {
            this.end = end;
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            end.leave();
            context.close();
            if (!promise.isVoid()) {
                promise.setFailure(new IllegalStateException("on purpose"));
            }
        }
    }
}
