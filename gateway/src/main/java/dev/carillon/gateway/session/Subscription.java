package dev.carillon.gateway.session;

import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.registry.AudienceKey;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.gateway.session.SessionOpener.Opened;
import dev.carillon.protocol.close.CloseReason;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a session has while it listens: its place in the registry, its pings, and the time that its credential gives it. Confined
 * to the channel's loop.
 */
final class Subscription implements Subscriber.Ending {
    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    private final Session session;
    private final SessionLoop loop;
    private final Subscriber subscriber;
    private final Keepalive keepalive;
    private @Nullable Lease lease;

    /**
     * @param context frames are written from here
     * @param aliveNanos when the client was last heard
     */
    Subscription(Session session, SessionLoop loop, Identity identity, ChannelHandlerContext context, long aliveNanos) {
        this.session = session;
        this.loop = loop;
        this.subscriber = new Subscriber(identity, context, this);
        this.keepalive = new Keepalive(loop.config(), aliveNanos);
        this.lease = Lease.of(session, loop, identity, System.nanoTime());
    }

    /** Enters the registry; what has become known since the look-up may end the session at once. */
    void join(Opened.Granted granted, WireFormat format) {
        loop.shard().join(subscriber, new AudienceKey(granted.view().types(), format));
        LOG.debug(
                "{}: user {} sees {} content types",
                subscriber.context().channel().id(),
                granted.identity().userId(),
                granted.view().types().size());
        loop.newcomers().joined(loop.shard(), subscriber, granted.view(), granted.asOf());
    }

    /** When {@link #sweep} has something to do. */
    long dueNanos() {
        long alive = keepalive.dueNanos();
        long leased = lease == null ? alive : lease.dueNanos();
        return leased - alive < 0 ? leased : alive;
    }

    /** Does what is due, which may close the session. The ping goes out, and its time runs, also when nobody reads it. */
    void sweep(long nowNanos, ControlFrameWriter frames) {
        if (lease != null) {
            lease.sweep(nowNanos);
        }
        if (session.isClosing() || keepalive.dueNanos() - nowNanos > 0) {
            return;
        }
        if (keepalive.pongAwaited()) {
            session.close(CloseReason.KEEPALIVE_TIMEOUT);
        } else {
            frames.ping(keepalive.ping(nowNanos));
        }
    }

    void pong(ByteBuf payload) {
        keepalive.pong(payload);
    }

    /** Whether a message may be a fresh token. */
    boolean takesRefresh() {
        return lease != null;
    }

    /** Whether the text is taken for a fresh token. */
    boolean present(String text, long nowNanos) {
        return lease != null && lease.present(text, nowNanos);
    }

    /** A fresh credential of the same user rules from now on. */
    void refreshed(Opened.Granted granted) {
        Instant end = granted.identity().expiresAt();
        if (lease == null || end == null) {
            // While it was checked, the site may have taken the end from the session that was the credential.
            lease = Lease.of(session, loop, granted.identity(), System.nanoTime());
        } else {
            lease.endsAt(end);
        }
        Identity before = subscriber.identity();
        subscriber.renew(granted.identity());
        loop.shard().move(subscriber, granted.view().types());
        loop.newcomers().renewed(loop.shard(), subscriber, before, granted.view(), granted.asOf());
    }

    @Override
    public void end(CloseReason reason, int code, String text) {
        session.close(reason, code, text);
    }

    @Override
    public void lasts(@Nullable Instant end) {
        if (lease == null || end == null) {
            lease = Lease.of(session, loop, subscriber.identity(), System.nanoTime());
        } else {
            lease.endsAt(end);
        }
        session.setNextDeadline();
    }

    /** The socket takes bytes again. */
    void writable() {
        loop.shard().writable(subscriber);
    }

    void leave(CloseReason reason) {
        loop.shard().leave(subscriber, ShedReason.CLOSED);
        loop.departures().add(subscriber, reason, Instant.now());
    }
}
