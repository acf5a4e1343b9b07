package dev.carillon.bench.million;

import dev.carillon.bench.Settings;
import dev.carillon.bench.channels.HotPath;
import dev.carillon.bench.channels.MemoryChannel;
import dev.carillon.gateway.access.ModelBackendPermissions;
import dev.carillon.gateway.admission.Admission;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.auth.SesameAuthenticator;
import dev.carillon.gateway.auth.SesameTokenMaker;
import dev.carillon.gateway.config.GatewayConfig;
import dev.carillon.gateway.ingest.Ingest;
import dev.carillon.gateway.registry.Audience;
import dev.carillon.gateway.registry.AudienceKey;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.gateway.session.SessionLoop;
import dev.carillon.gateway.session.SessionMetrics;
import dev.carillon.gateway.session.SessionOpener;
import dev.carillon.gateway.transport.websocket.HandshakeMetrics;
import dev.carillon.gateway.transport.websocket.WebSocketInitializer;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * The gateway from its pipeline to its fan-out, over connections in memory: each is opened by a WebSocket handshake and a
 * token, and becomes a session and a subscriber as a socket would. Left out are sockets, Redis and the database, and the
 * loops' sweep, whose pings nobody would answer.
 */
final class MemoryGateway implements AutoCloseable {
    /** Connections opened before the loop looks at its other tasks, among them those that end the openings. */
    private static final int OPENED_A_TURN = 100;

    private final HotPath path;
    private final Ingest ingest;
    private final WebSocketInitializer pipeline;
    private final IdentityHashMap<EventLoop, SessionLoop> sessions = new IdentityHashMap<>();
    private final IdentityHashMap<EventLoop, List<MemoryChannel>> channels = new IdentityHashMap<>();
    private final List<ClientBytes> clients = new ArrayList<>();

    MemoryGateway(int loops, Groups groups, boolean deflate) {
        GatewayConfig config = Settings.with(Map.of(
                "CARILLON_DJANGO_SECRET_KEY", "a secret key of fifty characters, as Django makes.",
                "CARILLON_SESAME_MAX_AGE", "24h"));
        path = new HotPath(loops, config);
        ingest = new Ingest(path.log(), config.bus(), path.registry()::anyCompressing, path.metrics());
        SessionOpener opener = opener(config, groups);
        SessionMetrics sessionMetrics = new SessionMetrics(path.metrics());
        for (LoopShard shard : path.registry().shards()) {
            sessions.put(
                    shard.loop(),
                    new SessionLoop(shard, opener, config.directory().timeout(), config.keepalive(), sessionMetrics));
            channels.put(shard.loop(), new ArrayList<>());
        }
        pipeline = new WebSocketInitializer(
                loop -> Objects.requireNonNull(sessions.get(loop)),
                new Admission(config.admission(), Integer.MAX_VALUE),
                config.websocket(),
                new HandshakeMetrics(path.metrics()));
        SesameTokenMaker tokens = new SesameTokenMaker(config.sesame(), config.django());
        for (int group = 0; group < groups.count(); group++) {
            String token = tokens.make(tokens.key(String.valueOf(group)), groups.user(group), Instant.now());
            clients.add(new ClientBytes(token, deflate));
        }
    }

    private static SessionOpener opener(GatewayConfig config, Groups groups) {
        SesameAuthenticator sesame = new SesameAuthenticator(
                config.sesame(), config.django(), groups, Runnable::run, InstantSource.system());
        return new SessionOpener(
                credential -> sesame.authenticate((Credential.SesameToken) credential),
                new ModelBackendPermissions(groups));
    }

    HotPath path() {
        return path;
    }

    /** Opens so many bare connections, without a handler or anybody to serve them. Not on a loop. */
    void openBare(int count) {
        List<EventLoop> loops = path.loops().loops();
        path.loops().onEach(loop -> {
            for (int i = loops.indexOf(loop); i < count; i += loops.size()) {
                channelsOf(loop).add(path.loops().openInMemory(loop));
            }
        });
    }

    /** Opens so many subscribers, of each group equally many; returns when all have joined. Not on a loop. */
    void open(int count) {
        long expected = path.subscribers() + count;
        List<EventLoop> loops = path.loops().loops();
        for (EventLoop loop : loops) {
            loop.execute(new Opening(loop, loops.indexOf(loop), count));
        }
        path.awaitSubscribers(expected);
    }

    private final class Opening implements Runnable {
        private final EventLoop loop;
        private final int count;
        private int next;

        Opening(EventLoop loop, int first, int count) {
            this.loop = loop;
            this.next = first;
            this.count = count;
        }

        @Override
        public void run() {
            int step = path.loops().loops().size();
            for (int opened = 0; opened < OPENED_A_TURN && next < count; opened++, next += step) {
                ClientBytes client = clients.get(next / step % clients.size());
                MemoryChannel channel = path.loops().openInMemory(loop, pipeline);
                channelsOf(loop).add(channel);
                channel.pipeline().fireChannelRead(client.handshake());
                channel.pipeline().fireChannelRead(client.token());
            }
            if (next < count) {
                loop.execute(this);
            }
        }
    }

    private List<MemoryChannel> channelsOf(EventLoop loop) {
        return Objects.requireNonNull(channels.get(loop));
    }

    /** An event comes from the bus. One thread at a time. */
    void publish(byte[] event) {
        ingest.onMessage(event);
    }

    /** Moves every connection of an audience to another, on all loops; gives how many. Not on a loop. */
    long move(AudienceKey from, AudienceKey to) {
        LongAdder moved = new LongAdder();
        path.loops().onEach(loop -> moved.add(move(path.registry().of(loop), from, to)));
        return moved.sum();
    }

    private static long move(LoopShard shard, AudienceKey from, AudienceKey to) {
        for (Audience audience : shard.audiences()) {
            if (audience.key().equals(from)) {
                int members = audience.liveCount();
                for (int i = members - 1; i >= 0; i--) {
                    Subscriber subscriber = audience.live(i);
                    shard.leave(subscriber, ShedReason.CLOSED);
                    shard.join(subscriber, to);
                }
                return members;
            }
        }
        return 0;
    }

    /** Closes every connection; returns when no subscriber is left. Not on a loop. */
    void closeAll() {
        path.loops().onEach(loop -> {
            channelsOf(loop).forEach(MemoryChannel::close);
            channelsOf(loop).clear();
        });
        path.awaitSubscribers(0);
    }

    @Override
    public void close() {
        closeAll();
        ingest.close();
        path.close();
    }
}
