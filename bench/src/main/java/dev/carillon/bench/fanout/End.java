package dev.carillon.bench.fanout;

/** Where the bytes of a scene's connections go. Public for what JMH generates. */
public enum End {
    /** Nowhere: through Netty's channel, as on every transport, but without a system call. */
    MEMORY,
    /** Into the kernel, which discards them: by epoll's shortest way, and with a system call for each write. */
    SOCKET
}
