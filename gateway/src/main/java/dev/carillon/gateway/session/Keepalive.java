package dev.carillon.gateway.session;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.ThreadLocalRandom;

/** When a connection is pinged, and which pong must come by when. Confined to the channel's loop. */
final class Keepalive {
    private final long intervalNanos;
    private final long timeoutNanos;
    private long pingNanos;
    private int payload;
    private boolean pongAwaited;

    /** @param nowNanos when the connection was last known to be alive: the first ping goes out an interval later */
    Keepalive(KeepaliveConfig config, long nowNanos) {
        this.intervalNanos = config.pingInterval().toNanos();
        this.timeoutNanos = config.pingTimeout().toNanos();
        this.pingNanos = nowNanos;
    }

    /** When the next ping is due, or the pong overdue. */
    long dueNanos() {
        return pingNanos + (pongAwaited ? timeoutNanos : intervalNanos);
    }

    /** Whether the pong is still missing: what is due is not a ping, but the end. */
    boolean pongAwaited() {
        return pongAwaited;
    }

    /** A ping goes out now; its payload. */
    int ping(long nowNanos) {
        pongAwaited = true;
        pingNanos = nowNanos;
        payload = ThreadLocalRandom.current().nextInt();
        return payload;
    }

    /** Whether this pong is the one that was waited for. */
    boolean pong(ByteBuf pong) {
        boolean answers =
                pongAwaited && pong.readableBytes() == Integer.BYTES && pong.getInt(pong.readerIndex()) == payload;
        pongAwaited &= !answers;
        return answers;
    }
}
