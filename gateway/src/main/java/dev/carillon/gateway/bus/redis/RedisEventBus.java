package dev.carillon.gateway.bus.redis;

import dev.carillon.gateway.bus.BusException;
import dev.carillon.gateway.bus.BusListener;
import dev.carillon.gateway.bus.ControlListener;
import dev.carillon.gateway.bus.EventBus;
import dev.carillon.gateway.bus.GuardedListener;
import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.redis.RedisConnections;
import dev.carillon.gateway.redis.RedisUrl;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Redis Pub/Sub. Never trusts its subscription: a {@link Canary} goes round through it, and readiness part {@code bus} is
 * red while none is heard.
 *
 * <p>Threads: {@code bus} (the subscription's event loop, which calls the listener; a listener that waits stops it
 * reading, and Redis then buffers up to its client-output-buffer-limit), {@code bus-publish} (the publishing connection's
 * event loop) and {@code bus-watch} (decides about both).
 */
public final class RedisEventBus implements EventBus {
    private final RedisConfig config;
    private final RedisConnections subscribing;
    private final RedisConnections publishing;
    private final ScheduledExecutorService watch;
    private final Publisher publisher;
    private final BusHealth health;
    private final Canary canary;

    private final Object lock = new Object();
    private @Nullable Subscription subscription;
    private boolean closed;

    /** @throws IllegalArgumentException if the URL cannot be understood */
    public RedisEventBus(RedisConfig config, Metrics metrics, Readiness readiness) {
        this.config = config;
        RedisUrl url = RedisUrl.parse(config.url().revealText());
        subscribing = new RedisConnections(url, config.connectTimeout(), "bus");
        publishing = new RedisConnections(url, config.connectTimeout(), "bus-publish");
        watch = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("bus-watch").daemon().factory());
        publisher = new Publisher(publishing, watch);
        health = new BusHealth(metrics, readiness, url.where());
        canary = new Canary(config, publisher, health, watch);
    }

    @Override
    public CompletionStage<Void> start(BusListener events, ControlListener control) {
        synchronized (lock) {
            if (closed) {
                return CompletableFuture.failedFuture(new BusException("the bus is closed"));
            }
            if (subscription != null) {
                throw new IllegalStateException("the bus has been started already");
            }
            Subscription.Listeners listeners =
                    new Subscription.Listeners(new GuardedListener(events, System::nanoTime), control);
            Subscription made = new Subscription(config, subscribing, watch, health, canary, listeners);
            subscription = made;
            health.starting();
            watch.execute(made::connect);
            return made.stands().copy();
        }
    }

    @Override
    public CompletionStage<Long> publish(byte[] payload) {
        return publish(config.channel(), payload);
    }

    @Override
    public CompletionStage<Long> publishControl(byte[] payload) {
        return config.hasControlChannel()
                ? publish(config.controlChannel(), payload)
                : CompletableFuture.failedFuture(new BusException("redis.control_channel is not set"));
    }

    private CompletionStage<Long> publish(String channel, byte[] payload) {
        CompletableFuture<Long> receivers = new CompletableFuture<>();
        try {
            watch.execute(() -> publisher.publish(channel.getBytes(StandardCharsets.UTF_8), payload, receivers));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new BusException("the bus is closed"));
        }
        return explained(receivers, config, channel);
    }

    /**
     * Publishes one payload without a bus; for the command line. Blocks.
     *
     * @return how many subscribers Redis handed it to
     * @throws BusException if it could not be published; the message says why and what to do
     * @throws IllegalArgumentException if the URL cannot be understood
     */
    public static long publishOnce(RedisConfig config, byte[] payload) {
        RedisUrl url = RedisUrl.parse(config.url().revealText());
        try (RedisConnections connections = new RedisConnections(url, config.connectTimeout(), "publish")) {
            CompletableFuture<Long> receivers = connections
                    .commands()
                    .thenCompose(connection ->
                            connection.async().publish(config.channel().getBytes(StandardCharsets.UTF_8), payload));
            return explained(receivers, config, config.channel()).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof BusException explained ? explained : new BusException(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("interrupted");
        }
    }

    private static CompletableFuture<Long> explained(
            CompletableFuture<Long> receivers, RedisConfig config, String channel) {
        return receivers.exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                failure instanceof BusException
                        ? failure
                        : new BusException(
                                config.explain(failure, "PUBLISH to " + channel).reason())));
    }

    /** As the contract says; not to be called by the listener. */
    @Override
    public void close() {
        Subscription open;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            open = subscription;
        }
        if (open != null) {
            drain(open);
        }
        CompletableFuture.runAsync(publisher::close, watch).join();
        subscribing.close();
        publishing.close();
        health.closed();
        watch.shutdownNow();
    }

    private void drain(Subscription open) {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        watch.execute(() -> open.drain(drained));
        try {
            drained.get(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Redis is away, or the listener waits: what it has not sent by now is lost, as after any close.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
