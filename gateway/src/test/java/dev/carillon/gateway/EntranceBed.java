package dev.carillon.gateway;

import static dev.carillon.gateway.testing.Eventually.eventually;

import dev.carillon.gateway.access.View;
import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.admission.Admission;
import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.auth.Authenticators;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.config.ConfigException;
import dev.carillon.gateway.config.ConfigReader;
import dev.carillon.gateway.config.GatewayConfig;
import dev.carillon.gateway.loops.LoopSweep;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Registry;
import dev.carillon.gateway.session.SessionLoop;
import dev.carillon.gateway.session.SessionMetrics;
import dev.carillon.gateway.session.SessionOpener;
import dev.carillon.gateway.testing.MetricsText;
import dev.carillon.gateway.testing.NoTruth;
import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.transport.ListenAddress;
import dev.carillon.gateway.transport.Listeners;
import dev.carillon.gateway.transport.NativeTransport;
import dev.carillon.gateway.transport.websocket.HandshakeMetrics;
import dev.carillon.gateway.transport.websocket.WebSocketInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * The way in, from the socket to the subscription, as the gateway has it, with authenticators of the test's own: {@link #jwt}
 * sesame tokens like {@code goodxxx}, and cookies {@code sessionid=good}, of a kind that is {@code good}, {@code bad}, {@code inactive}, {@code down} or {@code
 * slow}, which waits for the test.
 */
final class EntranceBed implements AutoCloseable {
    private final EventLoopGroup loops;
    private final Metrics metrics = new Metrics();
    private final Registry registry;
    private final Listeners listeners;
    private final List<LoopSweep> sweeps = new ArrayList<>();
    private final Queue<Credential> asked = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<AuthResult>> slow = new ConcurrentLinkedQueue<>();

    EntranceBed(Map<String, String> overrides) throws IOException, ConfigException {
        Map<String, String> settings = new HashMap<>(Map.of(
                "CARILLON_DJANGO_SECRET_KEY", "x",
                "CARILLON_DJANGO_DATABASE", "sqlite:///nowhere",
                "CARILLON_CREDENTIALS_REFRESH_INTERVAL", "0s"));
        settings.putAll(overrides);
        GatewayConfig config = ConfigReader.read(null, settings).config();
        NativeTransport transport = NativeTransport.choose(config.transport().io());
        loops = new MultiThreadIoEventLoopGroup(2, new DefaultThreadFactory("entrance-bed"), transport.ioHandlers());
        List<EventLoop> each = new ArrayList<>();
        loops.forEach(loop -> each.add((EventLoop) loop));
        registry = new Registry(each);
        Entrance entrance = new Entrance(
                config, new Authenticators(this::judge, this::judge, this::judge), EntranceBed::cookie, metrics);
        IdentityHashMap<EventLoop, SessionLoop> sessions = sessions(entrance);
        listeners = new Listeners(transport, loops, 1024, WriteBufferWaterMark.DEFAULT);
        listeners.bind(
                ListenAddress.parse("127.0.0.1:0"),
                new WebSocketInitializer(
                        loop -> Objects.requireNonNull(sessions.get(loop)),
                        new Admission(config.admission(), 10_000),
                        entrance.rules(),
                        new HandshakeMetrics(metrics)));
    }

    private IdentityHashMap<EventLoop, SessionLoop> sessions(Entrance entrance) {
        SessionOpener opener = entrance.opener(
                identity -> CompletableFuture.completedStage(new View(VisibleTypes.of(1), Set.of())), () -> 0);
        IdentityHashMap<EventLoop, SessionLoop> sessions = new IdentityHashMap<>();
        for (LoopShard shard : registry.shards()) {
            SessionLoop loop =
                    new SessionLoop(shard, opener, new NoTruth(), entrance.sessionRules(), new SessionMetrics(metrics));
            sessions.put(shard.loop(), loop);
            sweeps.add(new LoopSweep(
                    shard.loop(),
                    TimeUnit.MILLISECONDS.toNanos(20),
                    List.of(loop::sweep, entrance::sweep),
                    metrics.timing(Metric.LOOP_LAG)));
        }
        return sessions;
    }

    private CompletionStage<AuthResult> judge(Credential.JwtToken token) {
        String[] parts = token.text().split("[.-]", 4);
        asked.add(token);
        return judge(
                parts[1],
                new Identity.TokenBearer(parts[2], Set.of(), Instant.now().plusSeconds(Long.parseLong(parts[3]))));
    }

    private CompletionStage<AuthResult> judge(Credential.SessionCookie cookie) {
        asked.add(cookie);
        return judge(
                cookie.value(),
                new Identity.TokenBearer("cookie", Set.of(), Instant.now().plusSeconds(60)));
    }

    private static Optional<String> cookie(List<String> headers) {
        return headers.stream()
                .filter(header -> header.startsWith("sessionid="))
                .map(header -> header.substring("sessionid=".length()))
                .findFirst();
    }

    private CompletionStage<AuthResult> judge(Credential.SesameToken token) {
        asked.add(token);
        return judge(token.text().replaceAll("x+$", ""), new Identity.TokenBearer("sesame", Set.of(), null));
    }

    private CompletionStage<AuthResult> judge(String kind, Identity identity) {
        return switch (kind) {
            case "good" -> CompletableFuture.completedStage(new AuthResult.Accepted(identity));
            case "inactive" ->
                CompletableFuture.completedStage(new AuthResult.Rejected(AuthResult.Reason.INACTIVE_USER));
            case "down" -> CompletableFuture.completedStage(new AuthResult.Unavailable("down"));
            case "slow" -> {
                CompletableFuture<AuthResult> result = new CompletableFuture<>();
                slow.add(result);
                yield result.thenApply(found -> found instanceof AuthResult.Accepted ? accepted(identity) : found);
            }
            default -> CompletableFuture.completedStage(new AuthResult.Rejected(AuthResult.Reason.BAD_SIGNATURE));
        };
    }

    private static AuthResult accepted(Identity identity) {
        return new AuthResult.Accepted(identity);
    }

    /** A JWT, as far as its form tells, that gives its user so many seconds from when it is judged. */
    static String jwt(String kind, String user, long seconds) {
        return "eyJhbGciOiJub25lIn0." + kind + "-" + user + "." + seconds;
    }

    /** How many credentials were judged. */
    int asked() {
        return asked.size();
    }

    /** How many judgements wait for {@link #decide}. */
    int undecided() {
        return slow.size();
    }

    /** Decides the oldest that waits. */
    void decide(boolean good) {
        CompletableFuture<AuthResult> oldest = slow.remove();
        oldest.complete(
                good
                        ? accepted(new Identity.TokenBearer("", Set.of(), null))
                        : new AuthResult.Rejected(AuthResult.Reason.EXPIRED));
    }

    void awaitUndecided(int number) {
        eventually(number + " undecided", () -> undecided() == number);
    }

    SocketAddress address() {
        return listeners.addresses().getFirst();
    }

    RawWebSocket connect() throws IOException {
        return RawWebSocket.connect(address());
    }

    long subscribers() {
        return registry.sum(LoopShard::subscriberCount);
    }

    void awaitSubscribers(long number) {
        eventually(number + " subscribers", () -> subscribers() == number);
    }

    long count(Metric metric, String... labels) {
        return metrics.count(metric, labels).value();
    }

    /** What the metrics' text says of a gauge without labels. */
    double gauge(Metric metric) {
        return MetricsText.parse(metrics.scrape()).sum(metric.id().replace('.', '_'));
    }

    @Override
    public void close() {
        listeners.close();
        sweeps.forEach(LoopSweep::close);
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        metrics.close();
    }
}
