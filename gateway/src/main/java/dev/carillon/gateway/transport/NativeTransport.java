package dev.carillon.gateway.transport;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** Netty's transports, and the channel classes that go with each. */
public enum NativeTransport {
    EPOLL(EpollServerSocketChannel.class, EpollServerDomainSocketChannel.class) {
        @Override
        public IoHandlerFactory ioHandlers() {
            return EpollIoHandler.newFactory();
        }

        @Override
        @Nullable
        Throwable unavailability() {
            return Epoll.unavailabilityCause();
        }
    },
    NIO(NioServerSocketChannel.class, NioServerDomainSocketChannel.class) {
        @Override
        public IoHandlerFactory ioHandlers() {
            return NioIoHandler.newFactory();
        }

        @Override
        @Nullable
        Throwable unavailability() {
            return null;
        }
    },
    IO_URING(IoUringServerSocketChannel.class, IoUringServerDomainSocketChannel.class) {
        @Override
        public IoHandlerFactory ioHandlers() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        @Nullable
        Throwable unavailability() {
            return IoUring.unavailabilityCause();
        }
    };

    private final Class<? extends ServerChannel> tcp;
    private final Class<? extends ServerChannel> unix;

    NativeTransport(Class<? extends ServerChannel> tcp, Class<? extends ServerChannel> unix) {
        this.tcp = tcp;
        this.unix = unix;
    }

    /**
     * The configured one; for {@code auto} the first that works here.
     *
     * @throws IllegalArgumentException when the configured one does not work here, saying why
     */
    public static NativeTransport choose(TransportConfig.Io io) {
        NativeTransport transport = switch (io) {
            case AUTO -> EPOLL.unavailability() == null ? EPOLL : NIO;
            case EPOLL -> EPOLL;
            case NIO -> NIO;
            case IO_URING -> IO_URING;
        };
        Throwable cause = transport.unavailability();
        if (cause != null) {
            throw new IllegalArgumentException("transport.io: " + transport + " does not work on this machine ("
                    + cause.getMessage() + "); use auto");
        }
        return transport;
    }

    public abstract IoHandlerFactory ioHandlers();

    abstract @Nullable Throwable unavailability();

    Class<? extends ServerChannel> serverChannel(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress ? unix : tcp;
    }

    /** The address in the form that the channel class takes. */
    SocketAddress bindable(SocketAddress address) {
        return this != NIO && address instanceof UnixDomainSocketAddress socket
                ? new DomainSocketAddress(socket.getPath().toString())
                : address;
    }
}
