package dev.carillon.gateway.bus.redis;

import dev.carillon.gateway.redis.RedisFailure;
import io.lettuce.core.RedisCommandExecutionException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Proves that the subscription hears what is published: sends nonces over the publishing connection and waits to hear each
 * through the subscription. At most one is on its way. Watch thread only.
 *
 * <p>Silence means a dead subscription, and it is made anew, with these exceptions, in which only readiness turns red:
 *
 * <ul>
 *   <li>The bus thread is inside the listener, or messages have come since the last look: the canary stands in the queue
 *       behind events (back-pressure), and a new subscription would throw those away. Coming messages excuse for
 *       {@link #MAX_LOOKS} time-outs, since then Redis has a right to have dropped us (its default limit is 60 s).
 *   <li>The canary could not be published, while the subscription answers a PING.
 *   <li>Redis forbids the canary's channel: events flow, unwatched, and the reason says what to grant.
 * </ul>
 */
final class Canary {
    static final String CHANNEL_PREFIX = "carillon:canary:";

    private static final int MAX_LOOKS = 12;

    private final RedisConfig config;
    private final Publisher publisher;
    private final BusHealth health;
    private final ScheduledExecutorService watch;
    private final byte[] channel;

    private Subscription.@Nullable Link link;
    private Consumer<String> dead = why -> {};
    private boolean subscribed;
    private @Nullable Beat beat;
    private long lastNonce;

    /** One canary on its way. */
    private static final class Beat {
        final byte[] nonce;
        final long sentAt;
        long progress;
        int looks;
        boolean pong;

        @Nullable
        RedisFailure failure;

        Beat(byte[] nonce, long sentAt, long progress) {
            this.nonce = nonce;
            this.sentAt = sentAt;
            this.progress = progress;
        }
    }

    Canary(RedisConfig config, Publisher publisher, BusHealth health, ScheduledExecutorService watch) {
        this.config = config;
        this.publisher = publisher;
        this.health = health;
        this.watch = watch;
        this.channel = newChannel();
    }

    /** A channel of this process alone. */
    static byte[] newChannel() {
        byte[] random = new byte[12];
        new SecureRandom().nextBytes(random);
        return (CHANNEL_PREFIX + HexFormat.of().formatHex(random)).getBytes(StandardCharsets.US_ASCII);
    }

    byte[] channel() {
        return channel;
    }

    /** Begins to watch a subscription that stands; {@code whenDead} is told why, once, and then {@link #end} must follow. */
    void begin(Subscription.Link watched, Consumer<String> whenDead) {
        link = watched;
        dead = whenDead;
        subscribed = false;
        next(watched);
    }

    void end() {
        link = null;
        beat = null;
    }

    private void next(Subscription.Link on) {
        beat = null;
        if (on != link) {
            return;
        }
        if (subscribed) {
            send(on);
            return;
        }
        long progress = on.progress();
        var _ = on.subscribe(channel)
                .orTimeout(config.canaryTimeout().toNanos(), TimeUnit.NANOSECONDS)
                .whenCompleteAsync((ignored, failure) -> subscribed(on, failure, on.progress() != progress), watch);
    }

    /** @param moving whether messages came meanwhile: then the answer may stand behind them, and the link is not dead */
    private void subscribed(Subscription.Link on, @Nullable Throwable failure, boolean moving) {
        if (on != link) {
            return;
        }
        subscribed = failure == null;
        if (failure == null) {
            send(on);
            return;
        }
        RedisFailure why = config.explain(failure, "SUBSCRIBE to the canary's channel");
        if (why.refused() || on.insideListener() || moving) {
            health.red(why.reason());
            later(config.canaryInterval().toNanos(), () -> next(on));
        } else {
            health.canaryLost();
            dead.accept(why.problem());
        }
    }

    private void send(Subscription.Link on) {
        byte[] nonce = Long.toHexString(++lastNonce).getBytes(StandardCharsets.US_ASCII);
        Beat sent = new Beat(nonce, System.nanoTime(), on.progress());
        beat = sent;
        CompletableFuture<Long> receivers = new CompletableFuture<>();
        publisher.publish(channel, nonce, receivers);
        var _ = receivers.whenComplete((count, failure) -> {
            if (failure != null) {
                sent.failure = config.explain(failure, "PUBLISH to the canary's channel");
            }
        });
        var _ = on.ping()
                .whenCompleteAsync(
                        (pong, failure) ->
                                sent.pong = failure == null || failure instanceof RedisCommandExecutionException,
                        watch);
        later(config.canaryTimeout().toNanos(), () -> look(on, sent));
    }

    /** A message on the canary's channel was received, at the given {@link System#nanoTime}. */
    void heard(Subscription.Link on, byte[] nonce, long receivedAt) {
        Beat sent = beat;
        if (on != link || sent == null || !Arrays.equals(nonce, sent.nonce)) {
            return;
        }
        beat = null;
        on.provedAlive();
        health.heard(receivedAt - sent.sentAt);
        long pause = config.canaryInterval().toNanos() - (System.nanoTime() - sent.sentAt);
        later(Math.max(0, pause), () -> next(on));
    }

    private void look(Subscription.Link on, Beat sent) {
        if (on != link || sent != beat) {
            return;
        }
        if (sent.looks++ == 0) {
            health.canaryLost();
        }
        long progress = on.progress();
        boolean moving = on.insideListener() || (progress != sent.progress && sent.looks < MAX_LOOKS);
        sent.progress = progress;
        if (sent.failure != null && (sent.pong || moving)) {
            health.red(sent.failure.reason());
            later(config.canaryInterval().toNanos(), () -> next(on));
        } else if (moving) {
            health.red(
                    "the canary is late: events come faster than the event loops take them; the subscription is kept");
            later(config.canaryTimeout().toNanos(), () -> look(on, sent));
        } else {
            publisher.reset();
            dead.accept("the canary has not come back within "
                    + config.canaryTimeout().toMillis() + " ms");
        }
    }

    private void later(long nanos, Runnable task) {
        var _ = watch.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }
}
