package dev.carillon.gateway.session;

import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.loops.DeadlineWheel;
import dev.carillon.gateway.registry.AudienceKey;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.gateway.session.SessionMetrics.Outcome;
import dev.carillon.gateway.session.SessionOpener.Opened;
import dev.carillon.protocol.close.CloseReason;
import dev.carillon.protocol.close.Violation;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection's life: handshake, first message, look-up, subscribed, closing, closed. It has one deadline at a time, of the
 * state it is in. Confined to its channel's loop.
 */
public final class Session extends DeadlineWheel.Deadline {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final long HURRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SessionLoop loop;
    private final Channel channel;
    private State state = State.HANDSHAKE;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ControlFrameWriter frames;
    private WireFormat format = WireFormat.PLAIN;
    private @Nullable Subscriber subscriber;
    private long askedNanos;
    private int pingPayload;
    private long pingNanos;
    private boolean pongAwaited;
    private boolean outcomeKnown;

    /** Index in its loop's list. */
    int index;

    /** Where a session is in its life. */
    public enum State {
        HANDSHAKE,
        TOKEN,
        AUTHENTICATING,
        SUBSCRIBED,
        CLOSING,
        CLOSED
    }

    /** Begins with the connection; the open time-out runs from here to the complete first message. */
    public Session(SessionLoop loop, Channel channel) {
        this.loop = loop;
        this.channel = channel;
        loop.add(this);
        loop.states(state).add(1);
        setDeadline(System.nanoTime() + loop.config().openTimeout().toNanos());
    }

    /** The connection is not wanted: it has a second to hear why. */
    public void hurry() {
        setDeadline(System.nanoTime() + HURRY_NANOS);
    }

    /** The handshake is refused; the answer is on its way. */
    public void refused() {
        enter(State.CLOSING);
        hurry();
    }

    /** The handshake is answered with 101; frames are written from this context. */
    public void upgraded(ChannelHandlerContext context, WireFormat format) {
        this.context = context;
        this.frames = new ControlFrameWriter(context);
        this.format = format;
        enter(State.TOKEN);
    }

    /** Whether the next message is the first, the token. */
    public boolean awaitsToken() {
        return state == State.TOKEN;
    }

    public boolean isClosing() {
        return state.compareTo(State.CLOSING) >= 0;
    }

    /** The first message is complete; null when it cannot be a token: binary, or longer than any. */
    public void firstMessage(@Nullable String token) {
        if (state != State.TOKEN) {
            return;
        }
        askedNanos = System.nanoTime();
        enter(State.AUTHENTICATING);
        setDeadline(askedNanos + loop.openingNanos());
        if (token == null) {
            authenticated(Outcome.MALFORMED);
            close(CloseReason.AUTHENTICATION_FAILED);
            return;
        }
        loop.opener()
                .open(Credential.ofText(token, Instant.now()))
                .thenAccept(opened -> loop.loop().execute(() -> opened(opened)));
    }

    private void opened(Opened opened) {
        if (state != State.AUTHENTICATING) {
            authenticated(Outcome.ABANDONED);
            return;
        }
        switch (opened) {
            case Opened.Granted granted -> subscribe(granted);
            case Opened.Refused refused -> {
                authenticated(Outcome.of(refused.reason()));
                LOG.debug("{}: authentication failed: {}", channel.id(), refused.reason());
                close(CloseReason.AUTHENTICATION_FAILED);
            }
            case Opened.Unavailable unavailable -> {
                authenticated(Outcome.UNAVAILABLE);
                LOG.debug("{}: authentication unavailable: {}", channel.id(), unavailable.detail());
                close(CloseReason.DIRECTORY_UNAVAILABLE);
            }
        }
    }

    private void subscribe(Opened.Granted granted) {
        authenticated(Outcome.ACCEPTED);
        enter(State.SUBSCRIBED);
        subscriber =
                new Subscriber(granted.identity(), Objects.requireNonNull(context, "before the upgrade"), this::close);
        loop.shard().join(subscriber, new AudienceKey(granted.view().types(), format));
        setDeadline(askedNanos + loop.config().pingInterval().toNanos());
        loop.newcomers().joined(loop.shard(), subscriber, granted.view(), granted.asOf());
        LOG.debug(
                "{}: user {} sees {} content types",
                channel.id(),
                granted.identity().userId(),
                granted.view().types().size());
    }

    /** The first outcome counts: what is known after the time-out came too late. */
    private void authenticated(Outcome outcome) {
        if (outcomeKnown) {
            return;
        }
        outcomeKnown = true;
        loop.metrics().authenticated(outcome, System.nanoTime() - askedNanos);
    }

    /** A message after the first: the guide's server would let it queue unread. */
    public void ignoredMessage() {
        loop.metrics().ignoredMessage();
    }

    /** A ping; its answer is left out while the client does not read, or the answers would pile up. */
    public void ping(ByteBuf payload) {
        if (!isClosing() && channel.isWritable()) {
            frames().pong(payload);
        }
    }

    public void pong(ByteBuf payload) {
        boolean answers =
                payload.readableBytes() == Integer.BYTES && payload.getInt(payload.readerIndex()) == pingPayload;
        if (state == State.SUBSCRIBED && pongAwaited && answers) {
            pongAwaited = false;
            setDeadline(pingNanos + loop.config().pingInterval().toNanos());
        }
    }

    public void writabilityChanged() {
        Subscriber subscriber = this.subscriber;
        if (subscriber != null && channel.isWritable()) {
            loop.shard().writable(subscriber);
        }
    }

    @Override
    protected void expire(long nowNanos) {
        switch (state) {
            case HANDSHAKE -> {
                loop.metrics().closed(CloseReason.OPEN_TIMEOUT);
                abort();
            }
            case TOKEN -> close(CloseReason.OPEN_TIMEOUT);
            case AUTHENTICATING -> {
                authenticated(Outcome.UNAVAILABLE);
                close(CloseReason.DIRECTORY_UNAVAILABLE);
            }
            case SUBSCRIBED -> keepAlive(nowNanos);
            case CLOSING -> abort();
            case CLOSED -> {}
        }
    }

    /** The ping goes out, and its time runs, also when the client has stopped reading. */
    private void keepAlive(long nowNanos) {
        if (pongAwaited) {
            close(CloseReason.KEEPALIVE_TIMEOUT);
            return;
        }
        pongAwaited = true;
        pingNanos = nowNanos;
        pingPayload = ThreadLocalRandom.current().nextInt();
        setDeadline(nowNanos + loop.config().pingTimeout().toNanos());
        frames().ping(pingPayload);
    }

    /** Begins the closing handshake; the peer has the close time-out to answer. */
    public void close(CloseReason reason) {
        if (isClosing()) {
            return;
        }
        if (context == null) {
            loop.metrics().closed(reason);
            abort();
            return;
        }
        closing(reason);
        frames().close(reason.code(), reason.text());
    }

    /** The client broke the protocol: after the close frame nothing more is sent, as RFC 6455 section 7.1.7 asks. */
    public void violation(Violation violation) {
        if (!isClosing()) {
            closing(violation.reason());
            frames().close(violation.reason().code(), violation.text()).addListener(sent -> shutdownOutput());
        }
    }

    private void closing(CloseReason reason) {
        loop.metrics().closed(reason);
        leave();
        enter(State.CLOSING);
        setDeadline(System.nanoTime() + loop.config().closeTimeout().toNanos());
        LOG.debug("{}: closing: {}", channel.id(), reason);
    }

    private void shutdownOutput() {
        if (channel instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.shutdownOutput();
        } else {
            channel.close();
        }
    }

    /** The client's close frame: the answer to ours, or the first, which is echoed. */
    public void closeReceived(ByteBuf payload) {
        if (isClosing()) {
            channel.close();
            return;
        }
        closing(CloseReason.CLIENT_CLOSED);
        frames().close(payload).addListener(ChannelFutureListener.CLOSE);
    }

    /** Something failed that should not have: the connection ends, the log says why. */
    public void fail(Throwable failure) {
        loop.metrics().unexpected(failure);
        close(CloseReason.INTERNAL_ERROR);
    }

    /** The connection is gone. */
    public void inactive() {
        if (state == State.CLOSED) {
            return;
        }
        if (!isClosing() && context != null) {
            loop.metrics().closed(CloseReason.CONNECTION_LOST);
        }
        leave();
        loop.deadlines().cancel(this);
        enter(State.CLOSED);
        loop.states(State.CLOSED).add(-1);
        loop.remove(this);
    }

    /** Drops the connection without waiting for what it has not taken. */
    void abort() {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    private void leave() {
        if (subscriber != null) {
            loop.shard().leave(subscriber, ShedReason.CLOSED);
            subscriber = null;
        }
    }

    private void enter(State next) {
        loop.moved(state, next);
        state = next;
    }

    private void setDeadline(long nanos) {
        loop.deadlines().set(this, nanos);
    }

    private ControlFrameWriter frames() {
        return Objects.requireNonNull(frames, "before the upgrade");
    }
}
