package dev.carillon.gateway.bus.redis;

import dev.carillon.gateway.redis.RedisFailure;
import dev.carillon.gateway.redis.RedisUrl;
import dev.carillon.gateway.settings.Secret;
import dev.carillon.gateway.settings.Setting;
import java.time.Duration;

/** Which Redis, and how its subscription is watched. */
public record RedisConfig(
        @Setting(
                value = "redis://[user:password@]host:port/db, rediss:// for TLS, unix:///path or redis-socket:///path,"
                        + " redis-sentinel://host:port,host:port/db#master, or memory: for a bus inside the process.",
                fallback = "redis://127.0.0.1:6379/1")
        Secret url,

        @Setting(value = "The channel that Django publishes on.", fallback = "events")
        String channel,

        @Setting(
                value = "The channel on which the site tells of changed users, groups and permissions; empty for none.",
                fallback = "events:control")
        String controlChannel,

        @Setting(value = "How often the gateway sends itself a canary through Redis.", fallback = "5s")
        Duration canaryInterval,

        @Setting(
                value = "How long a canary may take; after that the subscription counts as dead and is made anew.",
                fallback = "5s")
        Duration canaryTimeout,

        @Setting(value = "How long to wait for a TCP connection and for an answer.", fallback = "5s")
        Duration connectTimeout,

        @Setting(value = "The longest pause between two tries to connect.", fallback = "10s")
        Duration maxReconnectDelay) {

    public RedisConfig {
        if (channel.isEmpty()) {
            throw new IllegalArgumentException("channel must not be empty");
        }
        if (channel.equals(controlChannel)) {
            throw new IllegalArgumentException("channel and control_channel must not be the same");
        }
        for (Duration duration : new Duration[] {canaryInterval, canaryTimeout, connectTimeout, maxReconnectDelay}) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("durations must be positive");
            }
        }
    }

    boolean hasControlChannel() {
        return !controlChannel.isEmpty();
    }

    /** @param attempted what was tried, as in "SUBSCRIBE to events" */
    RedisFailure explain(Throwable failure, String attempted) {
        String control = hasControlChannel() ? " &" + controlChannel : "";
        String rights =
                "+ping +subscribe +unsubscribe +publish &" + channel + control + " &" + Canary.CHANNEL_PREFIX + "*";
        return RedisFailure.of(failure, RedisUrl.parse(url.revealText()), attempted, rights);
    }
}
