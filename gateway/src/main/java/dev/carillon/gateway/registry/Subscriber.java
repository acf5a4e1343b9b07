package dev.carillon.gateway.registry;

import dev.carillon.protocol.close.CloseReason;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.unix.Socket;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that receives events. Either live: it stands where its loop's cursor stands and needs none of its own; or
 * parked, because its socket is full: then it has a cursor into the log, and waits to be writable.
 *
 * <p>Confined to its channel's loop.
 */
public final class Subscriber {
    static final int NOWHERE = -1;

    private final ChannelHandlerContext context;
    private final @Nullable Socket socket;
    private final Consumer<CloseReason> shed;

    @Nullable
    Audience audience;
    /** Index in the audience's live array, or, when parked, in the shard's parked array. */
    int place = NOWHERE;

    private boolean parked;
    private boolean catchingUp;
    private long cursor;
    private long ordinal;
    private long parkedNanos;

    /**
     * @param context frames are written from here towards the socket
     * @param shed told, on the loop, when the subscriber was taken out because it is too slow
     */
    public Subscriber(ChannelHandlerContext context, Consumer<CloseReason> shed) {
        this.context = context;
        this.socket = socketOf(context);
        this.shed = shed;
    }

    /** Only epoll's sockets take a send past their channel at any time, and only where no handler lies between (as TLS). */
    @SuppressWarnings("ReferenceEquality") // the very handler
    private static @Nullable Socket socketOf(ChannelHandlerContext context) {
        return context.channel() instanceof AbstractEpollStreamChannel channel
                        && context.pipeline().firstContext() == context
                        && channel.fd() instanceof Socket socket
                ? socket
                : null;
    }

    public ChannelHandlerContext context() {
        return context;
    }

    /** The kernel's socket, to be written to while its channel holds nothing back; null where the channel must write. */
    public @Nullable Socket socket() {
        return socket;
    }

    /** Whether its socket takes more. */
    public boolean isWritable() {
        return context.channel().isWritable();
    }

    /** Whether it has joined, and not left. */
    public boolean isJoined() {
        return audience != null;
    }

    /** False also when it has left. */
    public boolean isParked() {
        return parked;
    }

    /** The next position of the log that it has not been sent; only while parked. */
    public long cursor() {
        return cursor;
    }

    /** How many of its audience's events come before the cursor; only while parked. */
    long ordinal() {
        return ordinal;
    }

    /** When it was parked ({@link System#nanoTime}); only while parked. */
    public long parkedNanos() {
        return parkedNanos;
    }

    void park(long cursor, long ordinal, long nowNanos) {
        this.parked = true;
        this.cursor = cursor;
        this.ordinal = ordinal;
        this.parkedNanos = nowNanos;
    }

    void moveCursor(long cursor, long ordinal) {
        this.cursor = cursor;
        this.ordinal = ordinal;
    }

    void unpark() {
        parked = false;
    }

    /** Guards against re-entrance: writing makes a channel writable again in the middle of it. */
    public boolean beginCatchUp() {
        boolean begun = parked && !catchingUp;
        catchingUp |= begun;
        return begun;
    }

    public void endCatchUp() {
        catchingUp = false;
    }

    /** Tells its session that it was taken out. */
    public void tellShed(CloseReason reason) {
        shed.accept(reason);
    }
}
