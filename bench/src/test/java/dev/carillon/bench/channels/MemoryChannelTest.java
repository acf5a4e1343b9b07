package dev.carillon.bench.channels;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MemoryChannelTest {
    private final Loops loops = new Loops(1, new WriteBufferWaterMark(10, 100));
    private final EventLoop loop = loops.loops().getFirst();

    @AfterEach
    void end() {
        loops.close();
    }

    @Test
    void what_is_written_is_counted_and_released() {
        ByteBuf bytes = bytes(30);
        onLoop(() -> {
            MemoryChannel channel = loops.openInMemory(loop);
            channel.writeAndFlush(bytes);
            channel.writeAndFlush(bytes(12));
        });
        assertThat(bytes.refCnt()).isZero();
        assertThat(loops.writesTaken()).isEqualTo(2);
        assertThat(loops.bytesTaken()).isEqualTo(42);
    }

    @Test
    void a_stalled_one_is_unwritable_above_the_watermark_and_tells_when_it_takes_again() {
        List<Boolean> changes = new ArrayList<>();
        ByteBuf bytes = bytes(101);
        onLoop(() -> {
            MemoryChannel channel = loops.openInMemory(loop, new ChannelInboundHandlerAdapter() {
                @Override
                public void channelWritabilityChanged(ChannelHandlerContext context) {
                    changes.add(context.channel().isWritable());
                }
            });
            channel.stall();
            channel.writeAndFlush(bytes);
            assertThat(channel.isWritable()).isFalse();
            assertThat(loops.bytesTaken()).isZero();
            channel.take();
            assertThat(channel.isWritable()).isTrue();
        });
        assertThat(changes).containsExactly(false, true);
        assertThat(bytes.refCnt()).isZero();
        assertThat(loops.bytesTaken()).isEqualTo(101);
    }

    @Test
    void writes_to_a_closed_one_fail_and_are_released() {
        ByteBuf bytes = bytes(5);
        onLoop(() -> {
            MemoryChannel channel = loops.openInMemory(loop);
            channel.close();
            assertThat(channel.writeAndFlush(bytes).cause()).isNotNull();
        });
        assertThat(bytes.refCnt()).isZero();
        assertThat(loops.bytesTaken()).isZero();
    }

    private static ByteBuf bytes(int size) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(size).writeZero(size);
    }

    private void onLoop(Runnable work) {
        CompletableFuture.runAsync(work, loop).orTimeout(30, TimeUnit.SECONDS).join();
    }
}
