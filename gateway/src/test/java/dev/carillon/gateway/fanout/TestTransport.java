package dev.carillon.gateway.fanout;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import org.junit.jupiter.api.Assumptions;

/** The transports that the gateway may run on; one that this machine lacks skips its test. */
enum TestTransport {
    NIO(NioServerSocketChannel.class) {
        @Override
        IoHandlerFactory ioHandlers() {
            return NioIoHandler.newFactory();
        }
    },
    EPOLL(EpollServerSocketChannel.class) {
        @Override
        IoHandlerFactory ioHandlers() {
            Assumptions.assumeTrue(Epoll.isAvailable(), "skipped: no epoll on this machine");
            return EpollIoHandler.newFactory();
        }
    },
    IO_URING(IoUringServerSocketChannel.class) {
        @Override
        IoHandlerFactory ioHandlers() {
            Assumptions.assumeTrue(IoUring.isAvailable(), "skipped: no io_uring on this machine");
            return IoUringIoHandler.newFactory();
        }
    };

    private final Class<? extends ServerChannel> channel;

    TestTransport(Class<? extends ServerChannel> channel) {
        this.channel = channel;
    }

    abstract IoHandlerFactory ioHandlers();

    Class<? extends ServerChannel> serverChannel() {
        return channel;
    }
}
