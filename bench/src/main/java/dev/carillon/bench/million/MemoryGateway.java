package dev.carillon.bench.million;

import dev.carillon.bench.Settings;
import dev.carillon.bench.channels.HotPath;
import dev.carillon.bench.channels.MemoryChannel;
import dev.carillon.gateway.access.ModelBackendPermissions;
import dev.carillon.gateway.admission.Admission;
import dev.carillon.gateway.admission.ClientNetworks;
import dev.carillon.gateway.admission.FailureLimits;
import dev.carillon.gateway.admission.Pacer;
import dev.carillon.gateway.auth.Authenticator;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.auth.SesameAuthenticator;
import dev.carillon.gateway.auth.SesameTokenMaker;
import dev.carillon.gateway.config.GatewayConfig;
import dev.carillon.gateway.handshake.AllowedOrigins;
import dev.carillon.gateway.handshake.CredentialFinder;
import dev.carillon.gateway.ingest.Ingest;
import dev.carillon.gateway.known.Invalidations;
import dev.carillon.gateway.known.Known;
import dev.carillon.gateway.known.KnownTypes;
import dev.carillon.gateway.known.KnownUsers;
import dev.carillon.gateway.registry.AudienceKey;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.session.SessionLoop;
import dev.carillon.gateway.session.SessionMetrics;
import dev.carillon.gateway.session.SessionOpener;
import dev.carillon.gateway.transport.websocket.HandshakeMetrics;
import dev.carillon.gateway.transport.websocket.HandshakeRules;
import dev.carillon.gateway.transport.websocket.WebSocketInitializer;
import dev.carillon.gateway.truth.Effect;
import dev.carillon.gateway.truth.Rereading;
import dev.carillon.gateway.truth.Revalidation;
import dev.carillon.gateway.truth.told.Cause;
import dev.carillon.protocol.client.DeflateOffer;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * The gateway from its pipeline to its fan-out, over connections in memory: each is opened by a WebSocket handshake and a
 * token of a user of its own, and becomes a session and a subscriber as a socket would; what is known of its user is kept, and read
 * anew when told. Left out are sockets, Redis and the database, and the sweeps: pings nobody would answer, and re-reading that
 * goes on by itself.
 */
final class MemoryGateway implements AutoCloseable {
    /** Connections opened before the loop looks at its other tasks, among them those that end the openings. */
    private static final int OPENED_A_TURN = 100;

    private final HotPath path;
    private final Ingest ingest;
    private final Users users;
    private final Revalidation revalidation;
    private final WebSocketInitializer pipeline;
    private final IdentityHashMap<EventLoop, SessionLoop> sessions = new IdentityHashMap<>();
    private final IdentityHashMap<EventLoop, List<MemoryChannel>> channels = new IdentityHashMap<>();
    private final SesameTokenMaker tokens;
    private final boolean deflate;

    MemoryGateway(int loops, Users users, boolean deflate) {
        GatewayConfig config = Settings.with(Map.of(
                "CARILLON_DJANGO_SECRET_KEY", "a secret key of fifty characters, as Django makes.",
                "CARILLON_SESAME_MAX_AGE", "24h",
                "CARILLON_ADMISSION_OPENINGS_PER_SECOND", "0",
                "CARILLON_ADMISSION_OPENINGS_IN_FLIGHT", "0"));
        this.users = users;
        this.deflate = deflate;
        path = new HotPath(loops, config);
        ingest = new Ingest(
                path.log(), config.bus(), (type, event) -> {}, path.registry()::anyCompressing, path.metrics());
        tokens = new SesameTokenMaker(config.sesame(), config.django());
        Invalidations numbers = new Invalidations();
        Effect effect = new Effect(path.registry());
        Known known = new Known(
                numbers,
                new KnownUsers(config.permissions(), config.directory().staleOk(), numbers, effect, System::nanoTime),
                new KnownTypes(users, config.permissions(), System::nanoTime));
        ModelBackendPermissions permissions = new ModelBackendPermissions(users);
        revalidation = new Revalidation(
                known,
                new Rereading(users, permissions, known, config.directory().maxBatch()),
                effect,
                config.permissions(),
                path.metrics());
        SessionOpener opener = new SessionOpener(
                sesame(config),
                permissions,
                new Pacer(config.admission(), System::nanoTime),
                new FailureLimits(config.admission(), System::nanoTime),
                numbers::next);
        SessionLoop.Rules rules =
                new SessionLoop.Rules(config.directory().timeout(), config.keepalive(), config.credentials());
        SessionMetrics sessionMetrics = new SessionMetrics(path.metrics());
        for (LoopShard shard : path.registry().shards()) {
            shard.whenLeft(revalidation::left);
            sessions.put(shard.loop(), new SessionLoop(shard, opener, revalidation, rules, sessionMetrics));
            channels.put(shard.loop(), new ArrayList<>());
        }
        pipeline = new WebSocketInitializer(
                loop -> Objects.requireNonNull(sessions.get(loop)),
                new Admission(config.admission(), Integer.MAX_VALUE),
                rules(config),
                new HandshakeMetrics(path.metrics()));
    }

    private static HandshakeRules rules(GatewayConfig config) {
        return new HandshakeRules(
                config.websocket(),
                DeflateOffer.Compression.AS_OFFERED,
                AllowedOrigins.of(List.of()),
                new CredentialFinder(config.credentials(), cookies -> Optional.empty()),
                new ClientNetworks(List.of()),
                true,
                true);
    }

    private Authenticator<Credential> sesame(GatewayConfig config) {
        SesameAuthenticator sesame =
                new SesameAuthenticator(config.sesame(), config.django(), users, Runnable::run, InstantSource.system());
        return credential -> sesame.authenticate((Credential.SesameToken) credential);
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
                ClientBytes client = client(next);
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

    private ClientBytes client(int id) {
        String token = tokens.make(tokens.key(String.valueOf(id)), users.user(id), Instant.now());
        return new ClientBytes(token, deflate);
    }

    private List<MemoryChannel> channelsOf(EventLoop loop) {
        return Objects.requireNonNull(channels.get(loop));
    }

    /** An event comes from the bus. One thread at a time. */
    void publish(byte[] event) {
        ingest.onMessage(event);
    }

    /** A message tells that a group has changed: who is connected of it is read anew. Any thread. */
    void changed(long group) {
        revalidation.groups(Set.of(group), Cause.EVENT);
    }

    /** How many see exactly this now. Not on a loop. */
    long membersOf(AudienceKey key) {
        LongAdder members = new LongAdder();
        path.loops()
                .onEach(loop -> path.registry().of(loop).audiences().stream()
                        .filter(audience -> audience.key().equals(key))
                        .forEach(audience -> members.add(audience.liveCount())));
        return members.sum();
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
        revalidation.close();
        ingest.close();
        path.close();
    }
}
