package dev.carillon.gateway.admin;

import dev.carillon.gateway.metrics.Metrics;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The admin port's HTTP server, on one loop of its own: what it does never delays a client's event. */
public final class AdminServer implements AutoCloseable {
    private static final int IDLE_SECONDS = 60;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("carillon-admin", true), NioIoHandler.newFactory());
    private final Channel channel;

    /**
     * Listens.
     *
     * @param maxBody bytes of a request's body at most
     * @throws IOException with a message for the operator
     */
    public AdminServer(SocketAddress address, AdminConfig config, List<AdminRoute> routes, int maxBody, Metrics metrics)
            throws IOException {
        if (!(address instanceof InetSocketAddress)) {
            close(loop);
            throw new IOException("cannot listen on " + config.listen() + " (admin.listen): it must be host:port");
        }
        AdminRouting routing = new AdminRouting(routes, config.hosts());
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel child) {
                        child.pipeline()
                                .addLast(new ReadTimeoutHandler(IDLE_SECONDS))
                                .addLast(new HttpServerCodec(new HttpDecoderConfig(), AdminHandler.MOST_PIPELINED))
                                .addLast(new HttpObjectAggregator(maxBody))
                                .addLast(new AdminHandler(routing, metrics));
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close(loop);
            throw new IOException("cannot listen on " + config.listen() + " (admin.listen): "
                    + bound.cause().getMessage());
        }
        channel = bound.channel();
    }

    /** Where it listens, with the port that the system chose. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public void close() {
        close(loop);
    }

    private static void close(EventLoopGroup loop) {
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
