package dev.carillon.bench.load.publish;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An outlet's connection, on a loop of its own: what is written waits in memory, and nobody waits for it. */
final class Wire implements AutoCloseable {
    private final EventLoopGroup group;
    private final Channel channel;

    private Wire(EventLoopGroup group, Channel channel) {
        this.group = group;
        this.channel = channel;
    }

    /** @param ssl null for plain TCP */
    static Wire tcp(InetSocketAddress address, @Nullable SslContext ssl, List<ChannelHandler> handlers)
            throws IOException {
        EventLoopGroup group = group(false);
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Outlet.PATIENCE.toMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel made) {
                        if (ssl != null) {
                            made.pipeline()
                                    .addLast(ssl.newHandler(made.alloc(), address.getHostString(), address.getPort()));
                        }
                        handlers.forEach(made.pipeline()::addLast);
                    }
                });
        return connected(group, bootstrap.connect(address), address.getHostString() + ":" + address.getPort());
    }

    static Wire unix(String path, List<ChannelHandler> handlers) throws IOException {
        EventLoopGroup group = group(true);
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(EpollDomainSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel made) {
                        handlers.forEach(made.pipeline()::addLast);
                    }
                });
        return connected(group, bootstrap.connect(new DomainSocketAddress(path)), path);
    }

    private static EventLoopGroup group(boolean epoll) {
        return new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("load-outlet", true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    private static Wire connected(EventLoopGroup group, ChannelFuture connecting, String where) throws IOException {
        if (!connecting.awaitUninterruptibly().isSuccess()) {
            end(group);
            throw new IOException("cannot connect to " + where + " to publish: "
                    + connecting.cause().getMessage());
        }
        return new Wire(group, connecting.channel());
    }

    void write(Object message) {
        channel.write(message, channel.voidPromise());
    }

    void flush() {
        channel.flush();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        end(group);
    }

    private static void end(EventLoopGroup group) {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
