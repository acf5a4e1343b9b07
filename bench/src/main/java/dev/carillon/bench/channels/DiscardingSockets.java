package dev.carillon.bench.channels;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Real sockets that always have room: datagrams to a socket that nobody reads, thrown away by the kernel. Their
 * channels are epoll's for streams, so that the gateway, which cannot tell, takes its shortest way to the kernel.
 */
final class DiscardingSockets implements AutoCloseable {
    private final LinuxSocket sink;
    private final InetSocketAddress address;

    /** @throws IllegalStateException where there is no epoll */
    DiscardingSockets() {
        if (!Epoll.isAvailable()) {
            throw new IllegalStateException("sockets that discard need epoll", Epoll.unavailabilityCause());
        }
        sink = LinuxSocket.newSocketDgram();
        try {
            sink.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        address = sink.localAddress();
    }

    /** A connection; the channel owns its descriptor. A domain socket's channel, since that of TCP sets TCP's options. */
    EpollDomainSocketChannel open() {
        LinuxSocket socket = LinuxSocket.newSocketDgram();
        try {
            socket.connect(address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new EpollDomainSocketChannel(socket.intValue());
    }

    @Override
    public void close() {
        try {
            sink.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
