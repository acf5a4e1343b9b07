package dev.carillon.bench.load.client;

import dev.carillon.bench.load.plan.Population;
import dev.carillon.bench.load.plan.Role;
import dev.carillon.bench.load.plan.Target;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the connections of a loop. Confined to the loop, but for its making. */
final class Connector {
    /** 127.1.0.1: what nobody else uses. */
    private static final int FIRST_SOURCE = 0x7F01_0001;

    private final Target target;
    private final Population population;
    private final ReceiveBuffer buffer;
    private final @Nullable SslContext ssl;
    private final Map<URI, InetSocketAddress> addresses = new HashMap<>();
    private final Bootstrap bootstrap;

    /** @throws UnknownHostException if a URL's host has no address */
    Connector(EventLoop loop, Target target, Population population, ReceiveBuffer buffer, @Nullable SslContext ssl)
            throws UnknownHostException {
        this.target = target;
        this.population = population;
        this.buffer = buffer;
        this.ssl = ssl;
        for (URI url : target.urls()) {
            addresses.put(url, new InetSocketAddress(InetAddress.getByName(hostOf(url)), Target.portOf(url)));
        }
        bootstrap = new Bootstrap()
                .group(loop)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                // Deadlines are the loop's own: no timer for each connection.
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
        if (target.sources() > 0 && Epoll.isAvailable()) {
            bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
        }
    }

    static IoHandlerFactory ioHandlers() {
        return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }

    private static String hostOf(URI url) {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The stay's client begins to connect; the stay hears the rest, unless the future fails. */
    ChannelFuture connect(Client client, Stay stay, ReceiveBuffer.@Nullable Measured measured) {
        URI url = target.urlOf(client.number);
        Bootstrap one = bootstrap.clone();
        if (Target.isSecure(url) && ssl != null) {
            one.handler(secured(stay, url, ssl));
        } else {
            one.handler(stay);
            one.option(ChannelOption.RECVBUF_ALLOCATOR, measured == null ? buffer : measured);
        }
        if (client.role != Role.READING && population.slowBuffer() > 0) {
            one.option(ChannelOption.SO_RCVBUF, population.slowBuffer());
        }
        return one.connect(addresses.get(url), source(client.number));
    }

    private static ChannelInitializer<Channel> secured(Stay stay, URI url, SslContext ssl) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(ssl.newHandler(channel.alloc(), hostOf(url), Target.portOf(url)))
                        .addLast(stay);
            }
        };
    }

    private @Nullable InetSocketAddress source(int connection) {
        if (target.sources() == 0) {
            return null;
        }
        int address = FIRST_SOURCE + connection % target.sources();
        byte[] bytes = {(byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address};
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), 0);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A failure in a few words that are the same for all connections it happens to. */
    static String words(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        for (String known : new String[] {
            "connection refused",
            "connection reset",
            "broken pipe",
            "too many open files",
            "cannot assign requested address",
            "no route to host",
            "network is unreachable",
            "timed out"
        }) {
            if (message.contains(known)) {
                return known;
            }
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
