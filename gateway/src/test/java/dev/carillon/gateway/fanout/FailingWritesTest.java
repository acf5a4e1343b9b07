package dev.carillon.gateway.fanout;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.log.EventLog;
import dev.carillon.gateway.log.LogConfig;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.registry.AudienceKey;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.gateway.registry.Tally;
import dev.carillon.gateway.settings.ByteSize;
import dev.carillon.protocol.close.CloseReason;
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
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What real sockets do too rarely: memory runs out, a write fails at once, a channel is full and free again. */
final class FailingWritesTest {
    private final Metrics metrics = new Metrics();
    private final EventLog log =
            new EventLog(new LogConfig(1024, new ByteSize(8 << 20)), metrics.timing(Metric.LOG_WAIT));
    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final LoopShard shard = new LoopShard(loop.eventLoop());
    private final Allocator allocator = new Allocator();
    private final Fanout fanout = new Fanout(
            log,
            shard,
            FanoutBed.slow(SlowConfig.Policy.DISCONNECT, Duration.ofMinutes(1)),
            metrics.timing(Metric.DELIVERY_TIME),
            allocator);
    private final List<EmbeddedChannel> channels = new ArrayList<>();

    @AfterEach
    void end() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
        loop.finishAndReleaseAll();
        metrics.close();
    }

    @Test
    void without_memory_for_a_batch_its_clients_wait_and_get_it_later_in_order() {
        ServerEnd one = connect(1);
        ServerEnd two = connect(2);
        append(1);
        append(2);
        allocator.exhausted = true;
        loop.runPendingTasks();
        append(1);
        loop.runPendingTasks();
        assertThat(received(0)).isEmpty();
        assertThat(shard.parkedCount()).isEqualTo(2);
        sweep();
        assertThat(shard.parkedCount()).isEqualTo(2);
        allocator.exhausted = false;
        sweep();
        append(2);
        loop.runPendingTasks();
        assertThat(received(0)).isEqualTo("1:0 1:2 ");
        assertThat(received(1)).as("and nothing that belongs to others").isEqualTo("2:1 2:3 ");
        assertThat(shard.parkedCount()).isZero();
        assertAllWritten(4);
        assertThat(one.told()).isEmpty();
        assertThat(two.told()).isEmpty();
    }

    @Test
    void a_write_that_ends_its_session_at_once_harms_nobody_else() {
        ServerEnd first = connect(1);
        ServerEnd failing = connect(1);
        ServerEnd last = connect(1);
        channels.get(1).pipeline().addFirst(new Refusing(failing));
        Subscriber lost = Objects.requireNonNull(failing.subscriber());
        append(1);
        loop.runPendingTasks();
        append(1);
        loop.runPendingTasks();
        assertThat(received(0)).isEqualTo("1:0 1:1 ").isEqualTo(received(2));
        assertThat(failing.subscriber()).isNull();
        assertThat(shard.subscriberCount()).isEqualTo(2);
        assertThat(shard.counters().matched.get()).isEqualTo(5);
        assertThat(shard.counters().written.get()).isEqualTo(4);
        assertThat(shard.counters().shed(ShedReason.UNSENT).get()).isEqualTo(1);
        assertThat(lost.tally()).isEqualTo(new Tally(1, 0, 1, ShedReason.UNSENT));
        assertThat(shard.counters().pending()).isZero();
        assertThat(first.told()).isEmpty();
        assertThat(last.told()).isEmpty();
    }

    @Test
    void a_write_that_ends_its_session_while_it_catches_up_is_counted_once() {
        ServerEnd failing = connect(1);
        fill(0, true);
        append(1);
        loop.runPendingTasks();
        assertThat(shard.parkedCount()).isEqualTo(1);
        append(1);
        append(1);
        loop.runPendingTasks();
        channels.getFirst().pipeline().addFirst(new Refusing(failing));
        fill(0, false);
        assertThat(shard.subscriberCount()).isZero();
        assertThat(shard.counters().matched.get()).isEqualTo(3);
        assertThat(shard.counters().pending()).isZero();
    }

    @Test
    void one_that_leaves_in_the_middle_of_catching_up_is_left_alone() {
        ServerEnd end = connect(1);
        fill(0, true);
        append(1);
        loop.runPendingTasks();
        appendLarge(100);
        fill(0, false);
        // It has read on for a turn, and the next is queued.
        end.leave();
        ListAppender<ILoggingEvent> lines = linesOf(CatchUp.class);
        loop.runPendingTasks();
        assertThat(lines.list).isEmpty();
        assertThat(shard.counters().shed(ShedReason.CLOSED).get()).isBetween(1L, 99L);
        assertThat(shard.counters().pending()).isZero();
    }

    private static ListAppender<ILoggingEvent> linesOf(Class<?> type) {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        ((Logger) LoggerFactory.getLogger(type)).addAppender(lines);
        return lines;
    }

    @Test
    void a_send_that_fails_in_an_unforeseen_way_ends_its_connection_and_the_others_get_the_batch() {
        ServerEnd last = connect(1);
        ServerEnd failing = connect(1);
        ServerEnd first = connect(1);
        allocator.slices = 1;
        append(1);
        loop.runPendingTasks();
        assertThat(received(2)).isEqualTo("1:0 ");
        assertThat(failing.told()).containsExactly(CloseReason.INTERNAL_ERROR);
        assertThat(failing.tally()).isEqualTo(new Tally(1, 0, 1, ShedReason.UNSENT));
        assertThat(shard.waiting(Objects.requireNonNull(last.subscriber()))).isEqualTo(1);
        allocator.slices = Integer.MAX_VALUE;
        append(1);
        loop.runPendingTasks();
        sweep();
        assertThat(received(0)).isEqualTo("1:0 1:1 ");
        assertThat(received(2)).isEqualTo("1:1 ");
        assertThat(shard.counters().matched.get()).isEqualTo(5);
        assertThat(shard.counters().written.get()).isEqualTo(4);
        assertThat(shard.counters().pending()).isZero();
        assertThat(last.told()).isEmpty();
        assertThat(first.told()).isEmpty();
        assertThat(allocator.given).allMatch(frames -> frames.refCnt() == 0);
    }

    @Test
    void a_chunk_that_fails_in_an_unforeseen_way_is_counted_once() {
        ServerEnd end = connect(1);
        fill(0, true);
        append(1);
        append(1);
        loop.runPendingTasks();
        append(1);
        loop.runPendingTasks();
        ListAppender<ILoggingEvent> lines = linesOf(CatchUp.class);
        allocator.slices = 0;
        channels.getFirst().unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        sweep();
        assertThat(lines.list).hasSize(1);
        assertThat(end.told()).containsExactly(CloseReason.INTERNAL_ERROR);
        assertThat(shard.counters().shed(ShedReason.UNSENT).get()).isEqualTo(1);
        assertThat(shard.counters().pending()).isZero();
    }

    @Test
    void a_turn_that_fails_is_told_and_the_next_one_goes_on() {
        connect(1);
        ListAppender<ILoggingEvent> lines = linesOf(Fanout.class);
        allocator.broken = true;
        append(1);
        loop.runPendingTasks();
        assertThat(lines.list).hasSize(1);
        allocator.broken = false;
        append(1);
        loop.runPendingTasks();
        assertThat(received(0)).isEqualTo("1:1 ");
    }

    @Test
    void whom_nothing_waits_for_is_not_overtaken_by_the_events_of_others() {
        ServerEnd end = connect(1);
        fill(0, true);
        append(1);
        loop.runPendingTasks();
        assertThat(shard.parkedCount()).isEqualTo(1);
        appendOthers(900);
        sweep();
        append(1);
        // The log passes the place where it was parked, but not its event.
        appendOthers(200);
        sweep();
        assertThat(end.told()).isEmpty();
        assertThat(shard.waiting(Objects.requireNonNull(end.subscriber()))).isEqualTo(1);
        fill(0, false);
        assertThat(received(0)).isEqualTo("1:0 1:901 ");
        assertThat(shard.parkedCount()).isZero();
        assertAllWritten(2);
    }

    @Test
    void one_that_reads_on_in_turns_takes_no_more_turns_however_often_it_is_looked_at() {
        connect(1);
        fill(0, true);
        append(1);
        loop.runPendingTasks();
        appendLarge(200);
        fill(0, false);
        long turn = shard.counters().written.get();
        for (int i = 1; i <= 4; i++) {
            fanout.sweep(System.nanoTime());
            fanout.sweep(System.nanoTime());
            loop.runPendingTasks();
            assertThat(shard.counters().written.get()).isLessThanOrEqualTo((i + 1) * turn);
        }
        eventually("it has caught up", () -> {
            loop.runPendingTasks();
            return shard.parkedCount() == 0;
        });
        assertAllWritten(201);
    }

    /** As the loop does it: what a sweep begins is done in tasks of their own. */
    private void sweep() {
        fanout.sweep(System.nanoTime());
        loop.runPendingTasks();
    }

    private void appendOthers(int events) {
        for (int i = 0; i < events; i++) {
            append(2);
            loop.runPendingTasks();
        }
    }

    @Test
    void a_long_way_to_catch_up_is_made_in_turns() {
        connect(1);
        fill(0, true);
        append(1);
        loop.runPendingTasks();
        appendLarge(100);
        fill(0, false);
        assertThat(shard.parkedCount()).as("others come between").isEqualTo(1);
        eventually("it has caught up", () -> {
            loop.runPendingTasks();
            return shard.parkedCount() == 0;
        });
        assertAllWritten(101);
    }

    @Test
    void what_a_channel_keeps_is_not_written_over_by_the_next_audience() {
        connect(1);
        connect(2);
        append(1);
        append(2);
        // Their frames are as large, and nobody reads them before both are written.
        loop.runPendingTasks();
        assertThat(received(0)).isEqualTo("1:0 ");
        assertThat(received(1)).isEqualTo("2:1 ");
    }

    @Test
    void what_no_channel_keeps_is_used_again_in_the_turn_and_not_longer() {
        connect(1);
        connect(1, 2);
        channels.forEach(channel -> channel.pipeline().addFirst(new Taking()));
        append(1);
        loop.runPendingTasks();
        assertAllWritten(2);
        assertThat(allocator.given).hasSize(1).allMatch(frames -> frames.refCnt() == 0);
    }

    @Test
    void one_that_is_closed_already_is_shed() {
        ServerEnd end = connect(1);
        channels.getFirst().close();
        // As if the end had not been told yet.
        append(1);
        loop.runPendingTasks();
        assertThat(end.subscriber()).isNull();
        assertThat(shard.counters().pending()).isZero();
        assertThat(shard.counters().written.get()).isZero();
    }

    private void assertAllWritten(long matched) {
        assertThat(shard.counters().matched.get()).isEqualTo(matched);
        assertThat(shard.counters().written.get()).isEqualTo(matched);
        assertThat(shard.counters().shedTotal()).isZero();
    }

    private ServerEnd connect(long... types) {
        ServerEnd end = new ServerEnd(shard);
        channels.add(new EmbeddedChannel(end));
        end.join(new AudienceKey(VisibleTypes.of(types), WireFormat.PLAIN));
        return end;
    }

    private void appendLarge(int events) {
        for (int i = 0; i < events; i++) {
            log.append(1, new byte[30_000], null, 0);
            loop.runPendingTasks();
        }
    }

    private void append(long type) {
        byte[] payload = (type + ":" + log.tail() + " ").getBytes(StandardCharsets.US_ASCII);
        log.append(type, payload, null, 0);
    }

    private void fill(int channel, boolean full) {
        channels.get(channel).unsafe().outboundBuffer().setUserDefinedWritability(1, !full);
        channels.get(channel).runPendingTasks();
    }

    /** The payloads, without the two bytes of each frame's header. */
    private String received(int channel) {
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

    /** Memory that runs out when told. */
    private static final class Allocator extends PooledByteBufAllocator {
        private boolean exhausted;
        private boolean broken;
        /** How many slices may be taken of what is given. */
        private int slices = Integer.MAX_VALUE;

        private final List<ByteBuf> given = new ArrayList<>();

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
    private static final class Taking extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        }
    }

    /** Fails writes, which ends the session within the write, as a session's own handler may. */
    private static final class Refusing extends ChannelOutboundHandlerAdapter {
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
