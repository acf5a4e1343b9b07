package dev.carillon.gateway.log;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.settings.ByteSize;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a loop does between two turns of a drain that always finds something more to read. */
final class DrainTurnsTest {
    private static final int WRITTEN_IN = 100;
    private static final int LAST = 1000;

    private final Metrics metrics = new Metrics();
    private final EventLog log =
            new EventLog(new LogConfig(64, new ByteSize(1 << 20)), metrics.timing(Metric.LOG_WAIT));
    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final LogReader reader = log.open(loop.next(), this::drain);
    private Runnable write = () -> {};
    private int turn;
    private volatile boolean accepted;
    private volatile int readIn;

    @AfterEach
    void end() {
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        metrics.close();
    }

    @Test
    void sockets_are_looked_at_between_turns_though_events_never_end() throws IOException {
        Channel server = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new Reading())
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        try (SocketChannel client = SocketChannel.open(server.localAddress())) {
            write = () -> writeTo(client);
            eventually("the client is there", () -> accepted);
            loop.next().execute(this::append);
            eventually("its byte is read", () -> readIn != 0);
        }
        assertThat(readIn).isBetween(WRITTEN_IN, WRITTEN_IN + 2);
    }

    private static void writeTo(SocketChannel client) {
        try {
            client.write(ByteBuffer.allocate(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void append() {
        log.append(1, new byte[1], null, 0);
    }

    private void drain() {
        turn++;
        reader.advance(log.tail());
        if (turn == WRITTEN_IN) {
            write.run();
        }
        if (turn < LAST) {
            append();
        }
        reader.turnEnds();
    }

    private final class Reading extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            accepted = true;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            readIn = turn;
        }
    }
}
