package dev.carillon.gateway.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** The listening sockets. Any thread but an event loop. */
public final class Listeners implements AutoCloseable {
    /**
     * Clients send little: one size of read for all. Netty's default learns a size for each connection, and takes 140 bytes
     * of heap for it.
     */
    private static final RecvByteBufAllocator READS = new FixedRecvByteBufAllocator(4096).maxMessagesPerRead(16);

    private final List<Channel> channels = new ArrayList<>();
    private final List<Path> sockets = new ArrayList<>();
    private final NativeTransport transport;
    private final EventLoopGroup loops;
    private final int backlog;
    private final WriteBufferWaterMark watermarks;

    /** @param watermarks unsent bytes of a connection at which it is, and no longer is, unwritable */
    public Listeners(NativeTransport transport, EventLoopGroup loops, int backlog, WriteBufferWaterMark watermarks) {
        this.transport = transport;
        this.loops = loops;
        this.backlog = backlog;
        this.watermarks = watermarks;
    }

    /**
     * Listens on one more address.
     *
     * @throws IOException with a message for the operator
     */
    public void bind(SocketAddress address, ChannelHandler pipeline) throws IOException {
        if (address instanceof UnixDomainSocketAddress unix) {
            removeStale(unix);
        }
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(transport.serverChannel(address))
                .option(ChannelOption.SO_BACKLOG, backlog)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, watermarks)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, READS)
                .childHandler(pipeline);
        if (!(address instanceof UnixDomainSocketAddress)) {
            bootstrap
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.SO_KEEPALIVE, true);
        }
        ChannelFuture bound = bootstrap.bind(transport.bindable(address)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on " + ListenAddress.format(address) + ": "
                    + bound.cause().getMessage());
        }
        channels.add(bound.channel());
        if (address instanceof UnixDomainSocketAddress unix) {
            sockets.add(unix.getPath());
        }
    }

    /** A socket file that nobody listens on any more is left from a gateway that was killed. Nothing else is deleted. */
    private static void removeStale(UnixDomainSocketAddress address) throws IOException {
        Path path = address.getPath();
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new IOException("cannot listen on unix:" + path + ": there is a file, which is not a socket");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(address);
        } catch (ConnectException refused) {
            Files.deleteIfExists(path);
            return;
        } catch (IOException e) {
            throw new IOException("cannot listen on unix:" + path + ": " + e.getMessage(), e);
        }
        throw new IOException("cannot listen on unix:" + path + ": another process listens there");
    }

    /** Where it listens, with the ports that the system chose. */
    public List<SocketAddress> addresses() {
        return channels.stream().map(Channel::localAddress).toList();
    }

    /** Takes no more connections; open ones stay. */
    @Override
    public void close() {
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
        for (Path socket : sockets) {
            socket.toFile().delete();
        }
    }
}
