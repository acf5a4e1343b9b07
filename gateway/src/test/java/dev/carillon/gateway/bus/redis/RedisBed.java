package dev.carillon.gateway.bus.redis;

import static dev.carillon.gateway.testing.Eventually.eventually;

import dev.carillon.gateway.bus.RecordingControl;
import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.settings.Secret;
import dev.carillon.gateway.testing.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A bus under test, and what can be seen of it from outside. */
final class RedisBed implements AutoCloseable {
    final Metrics metrics = new Metrics();
    final Readiness readiness = new Readiness();
    final List<String> received = new CopyOnWriteArrayList<>();
    /** Control messages, and GAP where some may be missing. */
    final List<String> told = new CopyOnWriteArrayList<>();

    final RedisEventBus bus;
    final CompletionStage<Void> stands;

    RedisBed(String url) {
        this(config(url));
    }

    RedisBed(RedisConfig config) {
        bus = new RedisEventBus(config, metrics, readiness);
        stands = bus.start(
                payload -> received.add(new String(payload, StandardCharsets.UTF_8)), new RecordingControl(told));
    }

    /** Short intervals, but time-outs long enough for a busy machine. */
    static RedisConfig config(String url) {
        return new RedisConfig(
                Secret.of(url),
                "events",
                "events:control",
                Duration.ofMillis(100),
                Duration.ofMillis(1500),
                Duration.ofMillis(1500),
                Duration.ofMillis(300));
    }

    RedisBed awaitReady() {
        eventually("ready; instead: " + readiness.reasons(), readiness::isReady);
        return this;
    }

    void awaitRed(String reason) {
        eventually(
                "red with " + reason,
                () -> readiness.reasons().getOrDefault("bus", "").contains(reason));
    }

    /** An event that another process publishes arrives here. */
    void awaitEventFrom(RedisServer redis, String event) {
        redis.publish("events", event.getBytes(StandardCharsets.UTF_8));
        eventually(event + " arrives", () -> received.contains(event));
    }

    long gaps(String reason) {
        return metrics.count(Metric.BUS_GAPS, reason).value();
    }

    long reconnects() {
        return metrics.count(Metric.BUS_RECONNECTS).value();
    }

    long canariesHeard() {
        return metrics.timing(Metric.BUS_CANARY).count();
    }

    long canariesLost() {
        return metrics.count(Metric.BUS_CANARY_LOST).value();
    }

    boolean saysConnected() {
        return metrics.scrape().contains("carillon_bus_connected 1.0");
    }

    boolean saysControlled() {
        return metrics.scrape().contains("carillon_bus_control 1.0");
    }

    @Override
    public void close() {
        bus.close();
        metrics.close();
    }
}
