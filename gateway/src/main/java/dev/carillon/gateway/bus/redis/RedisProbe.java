package dev.carillon.gateway.bus.redis;

import dev.carillon.gateway.redis.RedisConnections;
import dev.carillon.gateway.redis.RedisFailure;
import dev.carillon.gateway.redis.RedisUrl;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tries what the bus will need of a Redis, for {@code carillon check}. Publishes nothing on the events' channel. */
public final class RedisProbe {
    /** What is wrong, and what to do about it; neither holds a secret. */
    public record Problem(String problem, String remedy) {}

    private final RedisConfig config;
    private final List<Problem> problems = new ArrayList<>();

    private RedisProbe(RedisConfig config) {
        this.config = config;
    }

    /** Every problem found; empty if the bus can work. Blocks for some times the connect time-out at most. */
    public static List<Problem> check(RedisConfig config) {
        RedisUrl url;
        try {
            url = RedisUrl.parse(config.url().revealText());
        } catch (IllegalArgumentException e) {
            return List.of(new Problem(
                    String.valueOf(e.getMessage()),
                    "write it as redis://[user:password@]host[:port]/db, or see the manual"));
        }
        RedisProbe probe = new RedisProbe(config);
        try (RedisConnections connections = new RedisConnections(url, config.connectTimeout(), "check")) {
            probe.probe(connections);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.copyOf(probe.problems);
    }

    private void probe(RedisConnections connections) throws InterruptedException {
        CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> subscriber = connections.subscriber();
        if (!works(subscriber, "connect")) {
            return;
        }
        byte[] canary = Canary.newChannel();
        StatefulRedisPubSubConnection<byte[], byte[]> subscription = subscriber.join();
        subscribe(subscription, config.channel());
        if (config.hasControlChannel()) {
            subscribe(subscription, config.controlChannel());
        }
        boolean heard = works(
                subscription.async().subscribe(canary).toCompletableFuture(), "SUBSCRIBE to the canary's channel");
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> publisher = connections.commands();
        if (!works(publisher, "connect a second time")) {
            return;
        }
        CompletableFuture<Long> receivers =
                publisher.join().async().publish(canary, new byte[0]).toCompletableFuture();
        if (works(receivers, "PUBLISH to the canary's channel") && heard && receivers.join() == 0) {
            problems.add(new Problem(
                    "what is published does not reach the subscription",
                    "point the Redis URL at one server (or at the Sentinels), not at a balancer before several"));
        }
    }

    private void subscribe(StatefulRedisPubSubConnection<byte[], byte[]> subscription, String channel)
            throws InterruptedException {
        byte[] name = channel.getBytes(StandardCharsets.UTF_8);
        works(subscription.async().subscribe(name).toCompletableFuture(), "SUBSCRIBE to " + channel);
    }

    private boolean works(CompletableFuture<?> attempt, String attempted) throws InterruptedException {
        Throwable failure;
        try {
            // The attempts end by themselves; this is for the one that would not.
            attempt.get(config.connectTimeout().multipliedBy(20).toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            failure = e;
        }
        RedisFailure why = config.explain(failure, attempted);
        problems.add(new Problem(why.problem(), why.remedy()));
        return false;
    }
}
