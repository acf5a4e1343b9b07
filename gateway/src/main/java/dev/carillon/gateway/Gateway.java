package dev.carillon.gateway;

import dev.carillon.gateway.admin.AdminRoute;
import dev.carillon.gateway.admin.AdminServer;
import dev.carillon.gateway.admin.HealthRoutes;
import dev.carillon.gateway.admission.Admission;
import dev.carillon.gateway.admission.Descriptors;
import dev.carillon.gateway.bus.EventBus;
import dev.carillon.gateway.bus.memory.MemoryBus;
import dev.carillon.gateway.bus.redis.RedisEventBus;
import dev.carillon.gateway.config.GatewayConfig;
import dev.carillon.gateway.fanout.Fanout;
import dev.carillon.gateway.ingest.EventsRoute;
import dev.carillon.gateway.ingest.Ingest;
import dev.carillon.gateway.ingest.Publisher;
import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.log.EventLog;
import dev.carillon.gateway.loops.LoopSweep;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.metrics.Timing;
import dev.carillon.gateway.redis.RedisUrl;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Registry;
import dev.carillon.gateway.session.SessionLoop;
import dev.carillon.gateway.session.SessionMetrics;
import dev.carillon.gateway.session.SessionOpener;
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
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway: makes its parts, joins them by their constructors, and ends them in the opposite order. Not to be used
 * on an event loop.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final GatewayConfig config;
    private final Metrics metrics = new Metrics().withProcess();
    private final Readiness readiness = new Readiness();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final IdentityHashMap<EventLoop, SessionLoop> sessions = new IdentityHashMap<>();
    private final Admission admission;
    private final Entrance entrance;
    private final Registry registry;
    private final AccessParts access;
    private final EventBus bus;
    private final Publisher publisher;
    private final AdminServer admin;
    private final Listeners listeners;

    private Gateway(GatewayConfig config, Function<Gateway, List<AdminRoute>> routes) throws IOException {
        this.config = config;
        NativeTransport transport = NativeTransport.choose(config.transport().io());
        EventLoopGroup loops = loops(transport);
        registry = new Registry(eventLoops(loops));
        admission = new Admission(config.admission(), Descriptors.leftForConnections());
        EventLog log = new EventLog(config.log(), metrics.timing(Metric.LOG_WAIT));
        try {
            access = new AccessParts(config, metrics, readiness, registry, this::part);
            entrance = new Entrance(config, access.authenticators(), access.sessionCookie(), metrics);
            serveLoops(log);
            bus = part(bus());
            publisher = new Publisher(bus, registry, config.bus());
            GatewayGauges.register(metrics, readiness, registry, sessions.values(), log);
            startBus(log);
            listeners = part(listen(transport, loops));
            admin = part(admin(routes));
        } catch (IOException | RuntimeException e) {
            endParts();
            throw e;
        }
    }

    /**
     * Starts; what cannot be reached yet (database, Redis) is waited for in the background, and readiness says so.
     *
     * @throws IOException when an address cannot be listened on
     * @throws IllegalArgumentException when a setting does not fit this machine; both messages are for the operator
     */
    public static Gateway start(GatewayConfig config) throws IOException {
        return start(config, gateway -> List.of());
    }

    /** As {@link #start(GatewayConfig)}, with further routes on the admin port, made once {@link #addresses} are known. */
    static Gateway start(GatewayConfig config, Function<Gateway, List<AdminRoute>> routes) throws IOException {
        Gateway gateway = new Gateway(config, routes);
        LOG.info(
                "carillon listens on {} for clients, on {} for its operator",
                gateway.addresses().stream().map(ListenAddress::format).toList(),
                ListenAddress.format(gateway.adminAddress()));
        return gateway;
    }

    /** Where clients connect, with the ports that the system chose. */
    public List<SocketAddress> addresses() {
        return listeners.addresses();
    }

    public InetSocketAddress adminAddress() {
        return admin.address();
    }

    public Readiness readiness() {
        return readiness;
    }

    public Metrics metrics() {
        return metrics;
    }

    public Registry registry() {
        return registry;
    }

    EventBus eventBus() {
        return bus;
    }

    /** Messages taken from the bus since the start. */
    long eventsReceived() {
        return metrics.count(Metric.EVENTS_RECEIVED).value();
    }

    AccessParts access() {
        return access;
    }

    Publisher publisher() {
        return publisher;
    }

    private EventLoopGroup loops(NativeTransport transport) {
        int count = config.transport().loops() > 0
                ? config.transport().loops()
                : Runtime.getRuntime().availableProcessors();
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                count, new DefaultThreadFactory("carillon-loop"), transport.ioHandlers());
        parts.push(() -> loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly());
        return loops;
    }

    private static List<EventLoop> eventLoops(EventLoopGroup loops) {
        return StreamSupport.stream(loops.spliterator(), false)
                .map(EventLoop.class::cast)
                .toList();
    }

    private void serveLoops(EventLog log) {
        SessionOpener opener = entrance.opener(access.permissions(), access.numbers());
        Timing delivery = metrics.timing(Metric.DELIVERY_TIME);
        SessionMetrics sessionMetrics = new SessionMetrics(metrics);
        Timing lag = metrics.timing(Metric.LOOP_LAG);
        for (LoopShard shard : registry.shards()) {
            Fanout fanout = new Fanout(log, shard, config.slow(), delivery);
            SessionLoop loop =
                    new SessionLoop(shard, opener, access.newcomers(), entrance.sessionRules(), sessionMetrics);
            sessions.put(shard.loop(), loop);
            part(new LoopSweep(
                    shard.loop(), SessionLoop.TICK_NANOS, List.of(loop::sweep, fanout::sweep, entrance::sweep), lag));
        }
    }

    private EventBus bus() {
        return RedisUrl.isMemory(config.redis().url().revealText())
                ? new MemoryBus()
                : new RedisEventBus(config.redis(), metrics, readiness);
    }

    private void startBus(EventLog log) {
        Ingest ingest = new Ingest(log, config.bus(), access.eventWatch()::seen, registry::anyCompressing, metrics);
        bus.start(ingest, access.controlChannel());
        parts.push(() -> {
            bus.close();
            ingest.close();
        });
    }

    private AdminServer admin(Function<Gateway, List<AdminRoute>> extras) throws IOException {
        List<AdminRoute> routes = new ArrayList<>(HealthRoutes.of(readiness, metrics));
        routes.add(new EventsRoute(publisher));
        routes.addAll(access.support(sessions.values()).routes());
        routes.addAll(extras.apply(this));
        return new AdminServer(
                ListenAddress.parse(config.admin().listen()),
                config.admin(),
                routes,
                config.bus().maxSize().toInt(),
                metrics);
    }

    private Listeners listen(NativeTransport transport, EventLoopGroup loops) throws IOException {
        WebSocketInitializer pipeline = new WebSocketInitializer(
                loop -> Objects.requireNonNull(sessions.get(loop), "not one of the gateway's loops"),
                admission,
                entrance.rules(),
                new HandshakeMetrics(metrics));
        Listeners listeners = new Listeners(
                transport,
                loops,
                config.transport().backlog(),
                new WriteBufferWaterMark(
                        config.slow().lowWatermark().toInt(),
                        config.slow().highWatermark().toInt()));
        try {
            for (String address : config.listen()) {
                listeners.bind(ListenAddress.parse(address), pipeline);
            }
            return listeners;
        } catch (IOException | RuntimeException e) {
            listeners.close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.push(part);
        return part;
    }

    /**
     * Drains: not ready, no new connections, the open ones closed over the configured time; then ends every part. Only the
     * first call does anything.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        LOG.info("carillon is shutting down");
        readiness.notReady("gateway", "shutting down");
        admission.drain();
        listeners.close();
        new Draining(sessions.values(), config.shutdown(), config.keepalive().closeTimeout()).run();
        endParts();
        LOG.info("carillon has ended");
    }

    private void endParts() {
        while (!parts.isEmpty()) {
            closeQuietly(parts.pop());
        }
        metrics.close();
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("a part did not end in good order", e);
        }
    }
}
