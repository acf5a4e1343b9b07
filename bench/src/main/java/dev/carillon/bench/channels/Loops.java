package dev.carillon.bench.channels;

import dev.carillon.gateway.transport.NativeTransport;
import dev.carillon.gateway.transport.TransportConfig;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Event loops as the gateway runs them, and connections on them. */
public final class Loops implements AutoCloseable {
    private final EventLoopGroup group;
    private final WriteBufferWaterMark watermarks;
    private final List<EventLoop> loops = new ArrayList<>();
    private final IdentityHashMap<EventLoop, Taken> taken = new IdentityHashMap<>();
    private @Nullable DiscardingSockets sockets;

    /** @param watermarks of every connection */
    public Loops(int count, WriteBufferWaterMark watermarks) {
        this.watermarks = watermarks;
        group = new MultiThreadIoEventLoopGroup(
                count,
                new DefaultThreadFactory("bench-loop"),
                NativeTransport.choose(TransportConfig.Io.AUTO).ioHandlers());
        group.forEach(loop -> {
            loops.add((EventLoop) loop);
            taken.put((EventLoop) loop, new Taken());
        });
    }

    public List<EventLoop> loops() {
        return loops;
    }

    /** Opens a connection in memory. On its loop. */
    public MemoryChannel openInMemory(EventLoop loop, ChannelHandler... handlers) {
        MemoryChannel channel = new MemoryChannel(Objects.requireNonNull(taken.get(loop), "another's loop"));
        register(loop, channel, handlers);
        return channel;
    }

    /**
     * Opens a connection to a socket that discards. On its loop.
     *
     * @throws IllegalStateException where there is no epoll
     */
    public Channel openDiscarding(EventLoop loop, ChannelHandler... handlers) {
        Channel channel = sockets().open();
        register(loop, channel, handlers);
        return channel;
    }

    private void register(EventLoop loop, Channel channel, ChannelHandler... handlers) {
        assert loop.inEventLoop();
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, watermarks);
        channel.pipeline().addLast(handlers);
        loop.register(channel).syncUninterruptibly();
    }

    private synchronized DiscardingSockets sockets() {
        if (sockets == null) {
            sockets = new DiscardingSockets();
        }
        return sockets;
    }

    /** Runs the same on every loop, and waits for all. Not on a loop. */
    public void onEach(Consumer<EventLoop> work) {
        CompletableFuture.allOf(loops.stream()
                        .map(loop -> CompletableFuture.runAsync(() -> work.accept(loop), loop))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    /** Writes that the connections in memory have taken. Any thread. */
    public long writesTaken() {
        return taken.values().stream().mapToLong(Taken::writes).sum();
    }

    /** Bytes that the connections in memory have taken. Any thread. */
    public long bytesTaken() {
        return taken.values().stream().mapToLong(Taken::bytes).sum();
    }

    /** Ends the loops; connections that are still open are dropped with what they hold. */
    @Override
    public synchronized void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        if (sockets != null) {
            sockets.close();
        }
    }
}
