package dev.carillon.gateway.registry;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.protocol.close.CloseReason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.unix.Socket;
import java.time.Instant;
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
    private final Channel.Unsafe outbound;
    private final @Nullable Socket socket;
    private final Ending ending;
    private final long sinceMillis = System.currentTimeMillis();
    private Identity identity;
    private long asOf;

    @Nullable
    Audience audience;
    /** Index in the audience's live array, or, when parked, in the shard's parked array. */
    int place = NOWHERE;

    /** The others of its user on the loop; only while joined. */
    @Nullable
    Subscriber previousOfUser;

    @Nullable
    Subscriber nextOfUser;

    private boolean parked;
    private boolean catchingUp;
    private long cursor;
    private long ordinal;
    private long parkedNanos;
    private @Nullable Past past;
    /** How many events it has seen; less its audience's ordinal, which counts on for all that are in it, while it is in one. */
    private long seen;

    private long shed;
    private @Nullable ShedReason shedWhy;
    private int unsent;

    /** Told, on the loop, when the connection must end: it is too slow, may listen no longer, or is not wanted; or when it will. */
    public interface Ending {
        /** @param code of the close frame, and its text: the reason's own, unless an operator chose others */
        void end(CloseReason reason, int code, String text);

        /** Told, on the loop, that its credential, as good as before, ends at another time; null for never. */
        default void lasts(@Nullable Instant end) {}
    }

    /** @param context frames are written from here towards the socket */
    public Subscriber(Identity identity, ChannelHandlerContext context, Ending ending) {
        this.identity = identity;
        this.context = context;
        this.outbound = context.channel().unsafe();
        this.socket = socketOf(context);
        this.ending = ending;
    }

    /** The number of the facts that it goes by; those of lower numbers are older. */
    public long asOf() {
        return asOf;
    }

    public void setAsOf(long asOf) {
        this.asOf = asOf;
    }

    /** When it began to listen. */
    public Instant since() {
        return Instant.ofEpochMilli(sinceMillis);
    }

    /** What became of its events. */
    public Tally tally() {
        return new Tally(audience == null ? seen : seen + audience.ordinal(), unsent, shed, shedWhy);
    }

    void enter(Audience next) {
        depart();
        audience = next;
        seen -= next.ordinal();
    }

    void depart() {
        if (audience != null) {
            seen += audience.ordinal();
            audience = null;
        }
    }

    /** So many of its events were given up. */
    public void shed(ShedReason why, long events) {
        if (events > 0) {
            shed += events;
            shedWhy = why;
        }
    }

    /** Its socket was full: so many events wait in its channel. */
    public void queued(int events) {
        unsent += events;
    }

    /** Its channel holds so many fewer: its socket has taken them, or broke before it had. */
    public void settled(int events, boolean taken) {
        unsent -= events;
        if (!taken) {
            shed(ShedReason.UNSENT, events);
        }
    }

    /** Who listens. */
    public Identity identity() {
        return identity;
    }

    /** A fresh credential of the same user, whose permissions come from the same place. */
    public void renew(Identity fresh) {
        if (!fresh.userId().equals(identity.userId()) || fresh.getClass() != identity.getClass()) {
            throw new IllegalArgumentException("not the same user");
        }
        identity = fresh;
    }

    /** The session that it hangs on ends at another time than was known; null for never. */
    public void lasts(@Nullable Instant end) {
        if (identity instanceof Identity.DjangoUser before) {
            identity = new Identity.DjangoUser(before.user(), before.bond(), end);
            ending.lasts(end);
        }
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

    /**
     * Its socket, where it may be written to now past the channel: the channel holds nothing back, and is open. The descriptor of one
     * that is closed may be another connection's by now. Null where the channel must write.
     *
     * <p>A connection's objects are rarely in the processor's cache: as few of them as can be are looked at, but all that the send
     * needs. (A channel that holds nothing back is open, and so is its socket. It is asked nevertheless, so that its memory is fetched
     * together with the others'.)
     */
    public @Nullable Socket ready() {
        return socket != null && isDrained() && socket.isOpen() ? socket : null;
    }

    /**
     * Whether nothing waits in its channel, which is open: nobody writes without flushing, and what is flushed is all that a
     * channel's buffer counts.
     */
    public boolean isDrained() {
        ChannelOutboundBuffer buffer = outbound.outboundBuffer();
        return buffer != null && buffer.isEmpty();
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

    /** Its audience's ordinal less what waits for it in the log; negative where it came from another audience. Only while parked. */
    long ordinal() {
        return ordinal;
    }

    /** When it was parked ({@link System#nanoTime}); only while parked. */
    public long parkedNanos() {
        return parkedNanos;
    }

    /**
     * Up to this position of the log the subscriber's events were counted as matched by what it saw then.
     *
     * @param next what it saw after that, unless that is what it sees now
     */
    private record Past(
            VisibleTypes types, long end, @Nullable Past next) {
        Past followedBy(Past later) {
            return new Past(types, end, next == null ? later : next.followedBy(later));
        }
    }

    /**
     * What the subscriber saw when the loop came past a position of the log, where it has not been sent that far yet. Only
     * such events are waiting for it.
     */
    public VisibleTypes sawAt(long position, VisibleTypes now) {
        for (Past each = past; each != null; each = each.next) {
            if (position < each.end) {
                return each.types;
            }
        }
        return now;
    }

    /** From this position of the log on, the loop's own, the subscriber sees something else; only while parked. */
    void sawUpTo(long position, VisibleTypes types) {
        if (cursor < position) {
            Past before = new Past(types, position, null);
            past = past == null ? before : past.followedBy(before);
        }
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
        while (past != null && past.end <= cursor) {
            past = past.next;
        }
    }

    void unpark() {
        parked = false;
        past = null;
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

    /** Ends its connection, with this reason for the client. */
    public void end(CloseReason reason) {
        ending.end(reason, reason.code(), reason.text());
    }

    /** The same in an operator's words. */
    public void end(CloseReason reason, int code, String text) {
        ending.end(reason, code, text);
    }
}
