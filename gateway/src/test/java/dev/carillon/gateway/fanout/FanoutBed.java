package dev.carillon.gateway.fanout;

import static dev.carillon.gateway.testing.Eventually.eventually;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.log.EventLog;
import dev.carillon.gateway.log.LogConfig;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.registry.AudienceKey;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Registry;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.settings.ByteSize;
import dev.carillon.protocol.frame.SharedDeflater;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The hot path on real loops, with real TCP connections to itself; the test's thread is the bus thread. */
final class FanoutBed implements AutoCloseable {
    /** How its loops' threads are named. */
    static final String THREADS = "fanout-bed";

    static final int LOW_WATERMARK = 16 * 1024;
    static final int HIGH_WATERMARK = 32 * 1024;

    private final EventLoopGroup loops;
    private final Metrics metrics = new Metrics();
    private final Registry registry;
    private final EventLog log;
    private final IdentityHashMap<EventLoop, Fanout> fanouts = new IdentityHashMap<>();
    private final Map<SocketAddress, CompletableFuture<ServerEnd>> ends = new ConcurrentHashMap<>();
    private final List<Receiver> receivers = new ArrayList<>();
    private final SharedDeflater deflater = new SharedDeflater();
    private final Channel server;
    private long appended;

    FanoutBed(TestTransport transport, int loopCount, LogConfig logConfig, SlowConfig slow) {
        loops = new MultiThreadIoEventLoopGroup(loopCount, new DefaultThreadFactory(THREADS), transport.ioHandlers());
        List<EventLoop> each = new ArrayList<>();
        loops.forEach(loop -> each.add((EventLoop) loop));
        registry = new Registry(each);
        log = new EventLog(logConfig, metrics.timing(Metric.LOG_WAIT));
        for (LoopShard shard : registry.shards()) {
            fanouts.put(shard.loop(), new Fanout(log, shard, slow, metrics.timing(Metric.DELIVERY_TIME)));
        }
        server = new ServerBootstrap()
                .group(loops)
                .channel(transport.serverChannel())
                .childOption(ChannelOption.SO_SNDBUF, 8 * 1024)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(LOW_WATERMARK, HIGH_WATERMARK))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        ServerEnd end = new ServerEnd(registry.of(channel.eventLoop()));
                        if (transport == TestTransport.NIO) {
                            // On epoll batches pass the pipeline by, unless a handler lies in their way.
                            channel.pipeline().addLast(end.writes());
                        }
                        channel.pipeline().addLast(end);
                        end(channel.remoteAddress()).complete(end);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    static SlowConfig slow(SlowConfig.Policy policy, Duration maxBehind) {
        return new SlowConfig(policy, maxBehind, new ByteSize(HIGH_WATERMARK), new ByteSize(LOW_WATERMARK));
    }

    static LogConfig log(int events) {
        return new LogConfig(events, new ByteSize(1L << 30));
    }

    private CompletableFuture<ServerEnd> end(SocketAddress client) {
        return ends.computeIfAbsent(client, address -> new CompletableFuture<>());
    }

    /** Connects a client and joins it; it reads when told. */
    Receiver connect(WireFormat format, long... types) throws IOException {
        Receiver receiver = connectOnly();
        ServerEnd end = receiver.end();
        onLoop(end.shard(), () -> end.join(new AudienceKey(VisibleTypes.of(types), format)));
        return receiver;
    }

    /** Connects a client, which is nobody yet. */
    Receiver connectOnly() throws IOException {
        Receiver receiver = new Receiver((InetSocketAddress) server.localAddress());
        receivers.add(receiver);
        ServerEnd end = end(receiver.address()).orTimeout(30, TimeUnit.SECONDS).join();
        receiver.servedBy(end);
        return receiver;
    }

    Receiver connect(long... types) throws IOException {
        return connect(WireFormat.PLAIN, types);
    }

    /** Appends an event of a type and a size; its number is its position in the log, and stands in its payload. */
    void append(long type, int size) {
        String head = type + " " + appended++ + " ";
        byte[] payload = (head + "x".repeat(Math.max(0, size - head.length()))).getBytes(StandardCharsets.US_ASCII);
        log.append(type, payload, registry.anyCompressing() ? deflater.compress(payload) : null, System.nanoTime());
    }

    void append(int events, long type, int size) {
        for (int i = 0; i < events; i++) {
            append(type, size);
        }
    }

    /** Holds all loops while events are appended, so that these are one batch where they fit. */
    void appendAtOnce(Runnable appending) {
        CountDownLatch held = new CountDownLatch(1);
        List<CompletableFuture<Void>> holds = new ArrayList<>();
        for (LoopShard shard : registry.shards()) {
            CompletableFuture<Void> holding = new CompletableFuture<>();
            holds.add(holding);
            shard.loop().execute(() -> {
                holding.complete(null);
                await(held);
            });
        }
        holds.forEach(CompletableFuture::join);
        appending.run();
        held.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void onLoop(LoopShard shard, Runnable work) {
        CompletableFuture.runAsync(work, shard.loop())
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    /** As the sweep does; time is given in. */
    void sweep(long nowNanos) {
        fanouts.forEach((loop, fanout) -> onLoop(registry.of(loop), () -> fanout.sweep(nowNanos)));
    }

    /** Whether every loop has read everything before this position. */
    boolean fanoutsAreAt(long position) {
        return fanouts.values().stream().allMatch(fanout -> fanout.position() == position);
    }

    Fanout fanout(LoopShard shard) {
        return Objects.requireNonNull(fanouts.get(shard.loop()));
    }

    Registry registry() {
        return registry;
    }

    EventLog log() {
        return log;
    }

    long matched() {
        return registry.sum(shard -> shard.counters().matched.get());
    }

    long written() {
        return registry.sum(shard -> shard.counters().written.get());
    }

    long shed(ShedReason reason) {
        return registry.sum(shard -> shard.counters().shed(reason).get());
    }

    long shed() {
        return registry.sum(shard -> shard.counters().shedTotal());
    }

    long parked() {
        return registry.sum(LoopShard::parkedTotal);
    }

    long catchUps() {
        return registry.sum(shard -> shard.counters().catchUps.get());
    }

    /** Waits until every matched delivery is written or shed. */
    void awaitSettled(long matched) {
        eventually("all is matched", () -> matched() == matched);
        eventually(
                "nothing is pending",
                () -> registry.sum(shard -> shard.counters().pending()) == 0);
    }

    @Override
    public void close() {
        receivers.forEach(Receiver::close);
        server.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
        deflater.close();
        metrics.close();
    }
}
