package dev.carillon.gateway.session;

import dev.carillon.gateway.handshake.CredentialsConfig;
import dev.carillon.gateway.loops.DeadlineWheel;
import dev.carillon.gateway.metrics.LoopCounter;
import dev.carillon.gateway.registry.Departures;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Newcomers;
import dev.carillon.gateway.session.SessionOpener.Opened;
import dev.carillon.protocol.close.CloseReason;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** One event loop's sessions, and what they share. Confined to the loop, except where it says otherwise. */
public final class SessionLoop {
    /** How often deadlines are looked at: time-outs are late by at most this. */
    public static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LoopShard shard;
    private final SessionOpener opener;
    private final Newcomers newcomers;
    private final Rules rules;
    private final SessionMetrics metrics;
    private final DeadlineWheel deadlines = new DeadlineWheel(TICK_NANOS, System.nanoTime());
    private final List<Session> sessions = new ArrayList<>();
    private final Departures departures = new Departures();
    private final Map<Session.State, LoopCounter> states = new EnumMap<>(Session.State.class);

    /**
     * What sessions go by.
     *
     * @param openingTimeout from a credential's arrival to knowing who it is and what they may see
     */
    public record Rules(Duration openingTimeout, KeepaliveConfig keepalive, CredentialsConfig credentials) {}

    public SessionLoop(
            LoopShard shard, SessionOpener opener, Newcomers newcomers, Rules rules, SessionMetrics metrics) {
        this.shard = shard;
        this.opener = opener;
        this.newcomers = newcomers;
        this.rules = rules;
        this.metrics = metrics;
        for (Session.State state : Session.State.values()) {
            states.put(state, new LoopCounter());
        }
    }

    public EventLoop loop() {
        return shard.loop();
    }

    /** How many sessions are in a state. Any thread. */
    public long count(Session.State state) {
        return states(state).get();
    }

    /** Runs the deadlines that are due. */
    public void sweep(long nowNanos) {
        assert loop().inEventLoop();
        deadlines.sweep(nowNanos);
    }

    /** Sessions that are not closed yet. */
    public int size() {
        assert loop().inEventLoop();
        return sessions.size();
    }

    /** Begins to close so many sessions that are not closing yet; gives how many are left. */
    public int closeSome(int most, CloseReason reason) {
        assert loop().inEventLoop();
        List<Session> open =
                sessions.stream().filter(session -> !session.isClosing()).toList();
        open.stream().limit(most).forEach(session -> session.close(reason));
        return Math.max(0, open.size() - most);
    }

    /** Those who left last. */
    public Departures departures() {
        assert loop().inEventLoop();
        return departures;
    }

    /** Ends every connection at once. */
    public void abortAll() {
        assert loop().inEventLoop();
        List.copyOf(sessions).forEach(Session::abort);
    }

    void add(Session session) {
        assert loop().inEventLoop();
        session.index = sessions.size();
        sessions.add(session);
    }

    void remove(Session session) {
        Session last = sessions.removeLast();
        if (last != session) {
            sessions.set(session.index, last);
            last.index = session.index;
        }
    }

    void moved(Session.State from, Session.State to) {
        states(from).add(-1);
        states(to).add(1);
    }

    LoopCounter states(Session.State state) {
        return Objects.requireNonNull(states.get(state));
    }

    LoopShard shard() {
        return shard;
    }

    SessionOpener opener() {
        return opener;
    }

    Newcomers newcomers() {
        return newcomers;
    }

    long openingNanos() {
        return rules.openingTimeout().toNanos();
    }

    KeepaliveConfig config() {
        return rules.keepalive();
    }

    long refreshIntervalNanos() {
        return rules.credentials().refreshInterval().toNanos();
    }

    /** How a client is closed whose first message did not let it in. */
    CloseReason reasonFor(Opened opened) {
        return switch (opened) {
            case Opened.Granted granted -> throw new IllegalArgumentException("it is let in");
            case Opened.Refused refused -> rules.credentials().refusal();
            case Opened.Unavailable unavailable -> CloseReason.DIRECTORY_UNAVAILABLE;
            case Opened.TooManyFailures failures -> CloseReason.TOO_MANY_FAILURES;
            case Opened.Overloaded overloaded -> CloseReason.OVERLOADED;
        };
    }

    SessionMetrics metrics() {
        return metrics;
    }

    DeadlineWheel deadlines() {
        return deadlines;
    }
}
