package dev.carillon.bench.million;

import dev.carillon.bench.Settings;
import dev.carillon.gateway.transport.Listeners;
import dev.carillon.gateway.transport.NativeTransport;
import dev.carillon.gateway.transport.TransportConfig;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Weighs the channels of real connections, which nobody serves: what the connections in memory stand for. */
final class Sockets implements AutoCloseable {
    /** Enough to weigh; with both ends in this process still below the usual limit of 1,024 descriptors. */
    private static final int COUNT = 400;

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_NANOS = 100_000;

    private final EventLoopGroup loops;
    private final Listeners listeners;
    private final AtomicInteger open = new AtomicInteger();
    /** The same for all: it adds nothing to their weight. */
    private final ChannelFutureListener closing = closed -> open.decrementAndGet();

    private Sockets() throws IOException {
        NativeTransport transport = NativeTransport.choose(TransportConfig.Io.AUTO);
        int backlog = Settings.defaults().transport().backlog();
        loops = new MultiThreadIoEventLoopGroup(1, transport.ioHandlers());
        listeners = new Listeners(transport, loops, backlog, WriteBufferWaterMark.DEFAULT);
        listeners.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new Counting());
    }

    /** Live bytes of each channel. */
    static double weigh() throws IOException {
        long clients = weighClients();
        try (Sockets sockets = new Sockets()) {
            SocketAddress address = sockets.listeners.addresses().getFirst();
            // What is made once, is made before.
            List<SocketChannel> first = connect(address);
            sockets.awaitOpen(COUNT);
            close(first);
            sockets.awaitOpen(0);
            LiveHeap before = LiveHeap.count();
            List<SocketChannel> ends = connect(address);
            sockets.awaitOpen(COUNT);
            long both = ofConnections(LiveHeap.count().since(before));
            close(ends);
            return (double) (both - clients) / COUNT;
        }
    }

    /** The clients' ends by themselves: their server never accepts them. */
    private static long weighClients() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 2 * COUNT);
            SocketAddress address = server.getLocalAddress();
            close(connect(address));
            LiveHeap before = LiveHeap.count();
            List<SocketChannel> ends = connect(address);
            long bytes = ofConnections(LiveHeap.count().since(before));
            close(ends);
            return bytes;
        }
    }

    /** So few sockets weigh less than what the JVM makes for itself meanwhile, of other classes than these. */
    private static long ofConnections(LiveHeap added) {
        return added.bytes(name ->
                name.startsWith("io.netty.channel.") || name.startsWith("java.net.") || name.startsWith("sun.nio.ch."));
    }

    private void awaitOpen(int count) throws IOException {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (open.get() != count) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException(open.get() + " connections are open, not " + count);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static List<SocketChannel> connect(SocketAddress address) throws IOException {
        List<SocketChannel> ends = new ArrayList<>(COUNT);
        for (int i = 0; i < COUNT; i++) {
            ends.add(SocketChannel.open(address));
        }
        return ends;
    }

    private static void close(List<SocketChannel> ends) throws IOException {
        for (SocketChannel end : ends) {
            end.close();
        }
    }

    @Override
    public void close() {
        listeners.close();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @ChannelHandler.Sharable
    private final class Counting extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            open.incrementAndGet();
            channel.closeFuture().addListener(closing);
        }
    }
}
