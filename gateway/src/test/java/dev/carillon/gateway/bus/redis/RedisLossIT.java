package dev.carillon.gateway.bus.redis;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.bus.RecordingControl;
import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.testing.RedisServer;
import dev.carillon.gateway.testing.TcpProxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RedisLossIT {
    private RedisServer redis;

    @BeforeEach
    void startRedis() {
        redis = RedisServer.start();
    }

    @AfterEach
    void stopRedis() {
        redis.close();
    }

    @Test
    void a_canary_goes_round_and_the_listener_never_sees_it() {
        try (RedisBed bed = new RedisBed(redis.url()).awaitReady()) {
            assertThat(bed.stands.toCompletableFuture()).isCompleted();
            eventually("canaries go on", () -> bed.canariesHeard() >= 5);
            bed.awaitEventFrom(redis, "an event");
            assertThat(bed.received).containsExactly("an event");
            assertThat(bed.saysConnected()).isTrue();
            assertThat(bed.gaps("disconnected") + bed.gaps("canary")).isZero();
        }
    }

    @Test
    void a_redis_that_crashes_and_returns_is_one_gap() {
        try (RedisBed bed = new RedisBed(redis.url()).awaitReady()) {
            redis.kill();
            bed.awaitRed("cannot be reached: ");
            assertThat(bed.saysConnected()).isFalse();
            redis.restart();
            bed.awaitReady().awaitEventFrom(redis, "after the crash");
            assertThat(bed.gaps("disconnected")).isEqualTo(1);
            assertThat(bed.gaps("canary")).isZero();
            assertThat(bed.reconnects()).isEqualTo(1);
            assertThat(bed.saysConnected()).isTrue();
        }
    }

    @Test
    void a_redis_that_drops_its_subscribers_is_one_gap() {
        try (RedisBed bed = new RedisBed(redis.url()).awaitReady()) {
            assertThat(redis.command("CLIENT", "KILL", "TYPE", "pubsub")).isEqualTo("1");
            eventually("subscribed again", () -> bed.reconnects() == 1);
            bed.awaitReady().awaitEventFrom(redis, "after the kill");
            assertThat(bed.gaps("disconnected")).isEqualTo(1);
            assertThat(bed.received).containsExactly("after the kill");
            eventually("told of both", () -> bed.told.equals(List.of(RecordingControl.GAP, RecordingControl.GAP)));
        }
    }

    @Test
    void a_redis_that_freezes_turns_readiness_red_until_it_thaws() {
        try (RedisBed bed = new RedisBed(redis.url()).awaitReady()) {
            redis.pause();
            try {
                bed.awaitRed("the canary has not come back");
                assertThat(bed.gaps("canary")).isEqualTo(1);
                assertThat(bed.canariesLost()).isEqualTo(1);
                bed.awaitRed("did not answer in time");
            } finally {
                redis.resume();
            }
            bed.awaitReady().awaitEventFrom(redis, "after the thaw");
            assertThat(bed.gaps("canary")).isEqualTo(1);
            assertThat(bed.gaps("disconnected")).isZero();
            assertThat(bed.reconnects()).isEqualTo(1);
        }
    }

    @Test
    void a_network_that_swallows_everything_is_noticed_by_the_canary() throws Exception {
        try (TcpProxy proxy = new TcpProxy(redis.port());
                RedisBed bed = new RedisBed("redis://127.0.0.1:" + proxy.port() + "/1").awaitReady()) {
            proxy.blackHole();
            bed.awaitRed("the canary has not come back");
            proxy.heal();
            bed.awaitReady().awaitEventFrom(redis, "after the black hole");
            assertThat(bed.gaps("canary")).isEqualTo(1);
            assertThat(bed.received).containsExactly("after the black hole");
        }
    }

    @Test
    void a_redis_that_is_down_at_the_start_is_waited_for() {
        redis.kill();
        try (RedisBed bed = new RedisBed(redis.url())) {
            bed.awaitRed("Redis at 127.0.0.1:" + redis.port() + " cannot be reached");
            assertThat(bed.stands.toCompletableFuture()).isNotDone();
            assertThat(bed.bus.publish(new byte[1]).toCompletableFuture())
                    .failsWithin(30, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withMessageContaining("cannot be reached");
            redis.restart();
            bed.awaitReady().awaitEventFrom(redis, "at last");
            assertThat(bed.stands.toCompletableFuture()).isCompleted();
            assertThat(bed.gaps("disconnected") + bed.gaps("canary")).isZero();
        }
    }

    @Test
    void a_listener_that_waits_turns_readiness_red_and_loses_nothing() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<String> received = new CopyOnWriteArrayList<>();
        Readiness readiness = new Readiness();
        try (RedisEventBus bus = new RedisEventBus(RedisBed.config(redis.url()), new Metrics(), readiness)) {
            var started = bus.start(
                    payload -> {
                        await(release);
                        received.add(new String(payload, StandardCharsets.UTF_8));
                    },
                    new RecordingControl(new CopyOnWriteArrayList<>()));
            try {
                started.toCompletableFuture().get(30, TimeUnit.SECONDS);
                eventually("green with its canary", readiness::isReady);
                for (int i = 0; i < 5; i++) {
                    redis.publish("events", Integer.toString(i).getBytes(StandardCharsets.UTF_8));
                }
                eventually(
                        "red", () -> readiness.reasons().getOrDefault("bus", "").contains("the subscription is kept"));
            } finally {
                // Else closing would wait for the listener.
                release.countDown();
            }
            eventually("green", readiness::isReady);
            assertThat(received).containsExactly("0", "1", "2", "3", "4");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
