package dev.carillon.gateway.transport;

import dev.carillon.gateway.settings.Setting;

/** The threads and system calls that serve clients. */
public record TransportConfig(
        @Setting(value = "Event loops; 0 for one a processor.", fallback = "0")
        int loops,

        @Setting(value = "auto, epoll, nio or io_uring; auto is epoll on Linux and nio elsewhere.", fallback = "auto")
        Io io,

        @Setting(value = "Connections that the kernel queues before they are accepted.", fallback = "4096")
        int backlog) {

    /** Which of Netty's transports. */
    public enum Io {
        AUTO,
        EPOLL,
        NIO,
        IO_URING
    }

    public TransportConfig {
        if (loops < 0 || loops > 1024) {
            throw new IllegalArgumentException("loops must be between 0 and 1024");
        }
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog must be at least 1");
        }
    }
}
