package dev.carillon.gateway.bus.redis;

import dev.carillon.gateway.bus.BusListener;
import dev.carillon.gateway.bus.ControlListener;
import dev.carillon.gateway.bus.GuardedListener;
import dev.carillon.gateway.redis.RedisConnections;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.Delay;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one subscription standing: connects, subscribes, and after a loss does so again, for ever, with pauses that grow
 * and are jittered. An old connection is closed before a new one is tried, so nothing is heard twice.
 *
 * <p>Watch thread only, but for {@link Link#message}, which is the bus thread's.
 */
final class Subscription {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);

    /** With its own jitter overflow kept away: 100 ms doubled 20 times is beyond every limit. */
    private static final int MAX_EXPONENT = 20;

    private final RedisConfig config;
    private final RedisConnections connections;
    private final ScheduledExecutorService watch;
    private final BusHealth health;
    private final Canary canary;
    private final byte[] channel;
    private final byte[] controlChannel;
    private final Listeners listeners;
    private final CompletableFuture<Void> stands = new CompletableFuture<>();
    private final Delay pauses;

    private @Nullable Link link;
    private int attempts;
    private boolean closed;

    /** Who takes what comes on either channel. */
    record Listeners(BusListener events, BusListener control, Runnable mayHaveMissed) {
        Listeners(BusListener events, ControlListener control) {
            this(events, new GuardedListener(control, System::nanoTime), control::mayHaveMissed);
        }
    }

    Subscription(
            RedisConfig config,
            RedisConnections connections,
            ScheduledExecutorService watch,
            BusHealth health,
            Canary canary,
            Listeners listeners) {
        this.config = config;
        this.connections = connections;
        this.watch = watch;
        this.health = health;
        this.canary = canary;
        this.channel = config.channel().getBytes(StandardCharsets.UTF_8);
        this.controlChannel = config.controlChannel().getBytes(StandardCharsets.UTF_8);
        this.listeners = listeners;
        Duration longest = config.maxReconnectDelay();
        Duration shortest = longest.compareTo(SHORTEST_PAUSE) < 0 ? longest : SHORTEST_PAUSE;
        this.pauses = Delay.fullJitter(shortest, longest, 100, TimeUnit.MILLISECONDS);
    }

    /** Completes when the subscription stands for the first time. */
    CompletableFuture<Void> stands() {
        return stands;
    }

    void connect() {
        if (!closed) {
            var _ = connections.subscriber().whenCompleteAsync(this::connected, watch);
        }
    }

    private void connected(@Nullable StatefulRedisPubSubConnection<byte[], byte[]> made, @Nullable Throwable failure) {
        if (made == null) {
            failed(failure == null ? new IllegalStateException() : failure, "connect");
        } else if (closed) {
            var _ = made.closeAsync();
        } else {
            Link fresh = new Link(made);
            link = fresh;
            fresh.listen();
            var _ = fresh.subscribe(channel)
                    .orTimeout(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .whenCompleteAsync((ignored, refusal) -> subscribed(fresh, refusal), watch);
        }
    }

    private void subscribed(Link fresh, @Nullable Throwable failure) {
        if (fresh != link || closed) {
            return;
        }
        if (failure != null) {
            link = null;
            var _ = fresh.close()
                    .whenCompleteAsync(
                            (ignored, alsoIgnored) -> failed(failure, "SUBSCRIBE to " + config.channel()), watch);
            return;
        }
        fresh.standing = true;
        health.subscribed();
        stands.complete(null);
        canary.begin(fresh, why -> lost(fresh, BusHealth.Loss.CANARY, why));
        subscribeControl(fresh);
    }

    /** A Redis that forbids the control channel carries the events all the same, and is asked again now and then. */
    private void subscribeControl(Link on) {
        if (on != link || closed) {
            return;
        }
        if (!config.hasControlChannel()) {
            listeners.mayHaveMissed.run();
            return;
        }
        var _ = on.subscribe(controlChannel)
                .orTimeout(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .whenCompleteAsync((ignored, failure) -> controlSubscribed(on, failure), watch);
    }

    private void controlSubscribed(Link on, @Nullable Throwable failure) {
        if (on != link || closed) {
            return;
        }
        if (failure == null) {
            health.control(null);
        } else {
            health.control(config.explain(failure, "SUBSCRIBE to " + config.controlChannel()));
            long pause = config.canaryInterval().toMillis();
            var _ = watch.schedule(() -> subscribeControl(on), pause, TimeUnit.MILLISECONDS);
        }
        if (failure == null || !on.toldOfGap) {
            on.toldOfGap = true;
            listeners.mayHaveMissed.run();
        }
    }

    private void failed(Throwable failure, String attempted) {
        if (!closed) {
            health.unreachable(config.explain(failure, attempted));
            again();
        }
    }

    private void again() {
        attempts = Math.min(attempts + 1, MAX_EXPONENT);
        var _ = watch.schedule(this::connect, pauses.createDelay(attempts).toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lost(Link old, BusHealth.Loss loss, String why) {
        if (old != link || !old.standing || closed) {
            return;
        }
        link = null;
        canary.end();
        health.lost(loss, why);
        var _ = old.close()
                .orTimeout(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .whenCompleteAsync((ignored, alsoIgnored) -> again(), watch);
    }

    /** Unsubscribes for good; completes {@code done} when everything that Redis sent before has been delivered. */
    void drain(CompletableFuture<Void> done) {
        Link standing = link;
        closed = true;
        canary.end();
        if (standing == null || !standing.standing) {
            done.complete(null);
        } else {
            var _ = standing.unsubscribe(channel).whenComplete((_, _) -> done.complete(null));
        }
    }

    /** One connection's life. */
    final class Link extends RedisPubSubAdapter<byte[], byte[]> implements RedisConnectionStateListener {
        private final StatefulRedisPubSubConnection<byte[], byte[]> connection;

        /** Rises by one when the bus thread enters the listener and when it leaves: odd while it is inside. */
        private final AtomicLong steps = new AtomicLong();

        private boolean standing;
        private boolean toldOfGap;

        Link(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
            this.connection = connection;
        }

        void listen() {
            connection.addListener((RedisConnectionStateListener) this);
            connection.addListener((io.lettuce.core.pubsub.RedisPubSubListener<byte[], byte[]>) this);
        }

        @Override
        public void message(byte[] from, byte[] payload) {
            if (Arrays.equals(from, channel)) {
                hand(listeners.events, payload);
            } else if (Arrays.equals(from, controlChannel)) {
                hand(listeners.control, payload);
            } else {
                long now = System.nanoTime();
                watch.execute(() -> canary.heard(this, payload, now));
            }
        }

        private void hand(BusListener listener, byte[] payload) {
            steps.setRelease(steps.getPlain() + 1);
            listener.onMessage(payload);
            steps.setRelease(steps.getPlain() + 1);
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
            watch.execute(() -> lost(this, BusHealth.Loss.DISCONNECTED, "the connection was closed"));
        }

        boolean insideListener() {
            return (steps.getAcquire() & 1) != 0;
        }

        /** Changes with every message. */
        long progress() {
            return steps.getAcquire();
        }

        /** Only now is the next pause short again: a subscription that dies at once must not be remade at once, for ever. */
        void provedAlive() {
            attempts = 0;
        }

        CompletableFuture<Void> subscribe(byte[] to) {
            return connection.async().subscribe(to).toCompletableFuture();
        }

        CompletableFuture<Void> unsubscribe(byte[] from) {
            return connection.async().unsubscribe(from).toCompletableFuture();
        }

        CompletableFuture<String> ping() {
            return connection.async().ping().toCompletableFuture();
        }

        CompletableFuture<Void> close() {
            return connection.closeAsync();
        }
    }
}
