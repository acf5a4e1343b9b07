package dev.carillon.gateway.transport;

import dev.carillon.gateway.settings.Setting;
import java.util.List;

/** The sockets that clients connect to, and the threads that serve them. */
public record ListenConfig(
        @Setting(
                value = "Where clients connect: host:port, [v6]:port, :port for every address, or unix:/path; several"
                        + " by commas.",
                fallback = "127.0.0.1:8888")
        List<String> addresses,

        @Setting(value = "Event loops; 0 for one a processor.", fallback = "0") int loops,

        @Setting(value = "auto, epoll, nio or io_uring; auto is epoll on Linux and nio elsewhere.", fallback = "auto")
        Native transport,

        @Setting(value = "Connections that the kernel queues before they are accepted.", fallback = "4096")
        int backlog) {

    /** Which of Netty's transports. */
    public enum Native {
        AUTO,
        EPOLL,
        NIO,
        IO_URING
    }

    public ListenConfig {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("addresses must name at least one");
        }
        if (loops < 0 || loops > 1024) {
            throw new IllegalArgumentException("loops must be between 0 and 1024");
        }
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog must be at least 1");
        }
    }
}
