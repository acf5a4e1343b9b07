package dev.carillon.gateway.session;

import dev.carillon.gateway.admission.ClientNetwork;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.handshake.Place;
import dev.carillon.gateway.loops.DeadlineWheel;
import dev.carillon.gateway.session.SessionOpener.Opened;
import dev.carillon.protocol.close.CloseReason;
import dev.carillon.protocol.close.Violation;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection's life: handshake, credential, look-up, subscribed, closing, closed. The credential may come with the handshake,
 * which then is answered when it is known whose it is, or as the first message. There is one deadline at a time, of the state it
 * is in. Confined to its channel's loop.
 */
public final class Session extends DeadlineWheel.Deadline {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final long HURRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SessionLoop loop;
    private final Channel channel;
    private State state = State.HANDSHAKE;
    private @Nullable ControlFrameWriter frames;
    private WireFormat format = WireFormat.PLAIN;
    private @Nullable ClientNetwork network;
    private @Nullable Opening opening;
    private @Nullable Subscription subscription;

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

    /** Where the client is, if that is known; how it is to be turned away, whatever its credential, or null. */
    public @Nullable Opened cameFrom(@Nullable ClientNetwork network) {
        this.network = network;
        return loop.opener().turnedAway(network);
    }

    /** The handshake holds a credential; the answer, on the loop, tells what it is worth. */
    public void authenticate(Credential credential, Place place, Consumer<Opened> answer) {
        loop.metrics().presented(place);
        opening = new Opening(loop, answer);
        enter(State.AUTHENTICATING);
        setDeadline(opening.askedNanos() + loop.openingNanos());
        opening.ask(credential, channel, network);
    }

    /** The handshake is answered with 101; frames are written from this context. */
    public void upgraded(ChannelHandlerContext context, WireFormat format) {
        this.frames = new ControlFrameWriter(context);
        this.format = format;
        if (opening == null) {
            enter(State.TOKEN);
        } else {
            subscribe(opening);
        }
    }

    /** Whether the next message may be a token: it is the first, or may prolong what another credential began. */
    public boolean takesToken() {
        return state == State.TOKEN || (subscription != null && subscription.takesRefresh());
    }

    public boolean isClosing() {
        return state.compareTo(State.CLOSING) >= 0;
    }

    /** A message that may be a token is complete; null when it cannot be one: it is binary. */
    public void message(@Nullable String text) {
        if (state == State.TOKEN) {
            authenticate(Credential.ofText(text == null ? "" : text, Instant.now()), Place.FIRST_MESSAGE, this::told);
        } else if (subscription != null && text != null && subscription.present(text, System.nanoTime())) {
            setNextDeadline();
        } else {
            ignoredMessage();
        }
    }

    private void told(Opened opened) {
        if (opened instanceof Opened.Granted) {
            subscribe(Objects.requireNonNull(opening));
        } else {
            close(loop.reasonFor(opened));
        }
    }

    private void subscribe(Opening opening) {
        Opened.Granted granted = Objects.requireNonNull(opening.granted(), "not let in");
        enter(State.SUBSCRIBED);
        Subscription subscription =
                new Subscription(this, loop, granted.identity(), frames().context(), opening.askedNanos());
        this.subscription = subscription;
        this.opening = null;
        network = null;
        setNextDeadline();
        // Last: it may end the session at once.
        subscription.join(granted, format);
    }

    /** A message that is not looked at: the guide's server would let it queue unread. */
    public void ignoredMessage() {
        loop.metrics().ignoredMessage();
    }

    /** A fresh credential of the same user rules from now on. */
    void refreshed(Opened.Granted granted) {
        if (subscription != null) {
            subscription.refreshed(granted);
            setNextDeadline();
        }
    }

    /** While subscribed: what is due next has changed. */
    void setNextDeadline() {
        if (subscription != null) {
            setDeadline(subscription.dueNanos());
        }
    }

    /** A ping; its answer is left out while the client does not read, or the answers would pile up. */
    public void ping(ByteBuf payload) {
        if (!isClosing() && channel.isWritable()) {
            frames().pong(payload);
        }
    }

    public void pong(ByteBuf payload) {
        if (subscription != null) {
            subscription.pong(payload);
            setNextDeadline();
        }
    }

    public void writabilityChanged() {
        if (subscription != null && channel.isWritable()) {
            subscription.writable();
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
            case AUTHENTICATING -> Objects.requireNonNull(opening).end(new Opened.Unavailable("no answer in time"));
            case SUBSCRIBED -> {
                Objects.requireNonNull(subscription).sweep(nowNanos, frames());
                setNextDeadline();
            }
            case CLOSING -> abort();
            case CLOSED -> {}
        }
    }

    /** Begins the closing handshake; the peer has the close time-out to answer. */
    public void close(CloseReason reason) {
        close(reason, reason.code(), reason.text());
    }

    /** The same with an operator's code and text. */
    void close(CloseReason reason, int code, String text) {
        if (isClosing()) {
            return;
        }
        if (frames == null && opening != null) {
            opening.end(new Opened.Overloaded());
            return;
        }
        if (frames == null) {
            loop.metrics().closed(reason);
            abort();
            return;
        }
        closing(reason);
        frames.close(code, text);
    }

    /** The client broke the protocol. */
    public void violation(Violation violation) {
        if (!isClosing()) {
            closing(violation.reason());
            frames().closeAndEndOutput(violation);
        }
    }

    private void closing(CloseReason reason) {
        loop.metrics().closed(reason);
        leave(reason);
        enter(State.CLOSING);
        setDeadline(System.nanoTime() + loop.config().closeTimeout().toNanos());
        LOG.debug("{}: closing: {}", channel.id(), reason);
    }

    /** The client's close frame: the answer to ours, or the first, which is echoed. */
    public void closeReceived(ByteBuf payload) {
        if (isClosing()) {
            channel.close();
            return;
        }
        closing(CloseReason.CLIENT_CLOSED);
        frames().echoClose(payload);
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
        if (!isClosing() && frames != null) {
            loop.metrics().closed(CloseReason.CONNECTION_LOST);
        }
        leave(CloseReason.CONNECTION_LOST);
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

    private void leave(CloseReason reason) {
        if (opening != null) {
            opening.abandon();
        }
        if (subscription != null) {
            subscription.leave(reason);
            subscription = null;
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
