package dev.carillon.gateway.auth.session;

import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.metrics.Count;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.metrics.Timing;
import dev.carillon.gateway.redis.RedisReadException;
import dev.carillon.gateway.redis.RedisReader;
import dev.carillon.gateway.stages.Failures;
import dev.carillon.protocol.session.CachedSessions;
import dev.carillon.protocol.session.DecodedSession;
import dev.carillon.protocol.session.SessionKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The {@code cache} engine: a value in Redis for each session. Any thread. */
final class CacheStore implements SessionStore {
    private final SessionConfig config;
    private final RedisReader redis;
    private final ReadCounts counts;
    private final InstantSource clock;
    private final Timing time;
    private final Map<RedisReadException.Reason, Count> failures = new EnumMap<>(RedisReadException.Reason.class);

    CacheStore(SessionConfig config, RedisReader redis, Metrics metrics, InstantSource clock) {
        this.config = config;
        this.redis = redis;
        this.clock = clock;
        counts = new ReadCounts(metrics, "cache");
        time = metrics.timing(Metric.SESSION_CACHE);
        for (RedisReadException.Reason reason : RedisReadException.Reason.values()) {
            failures.put(
                    reason,
                    metrics.count(Metric.SESSION_CACHE_FAILURES, reason.name().toLowerCase(Locale.ROOT)));
        }
    }

    @Override
    public CompletionStage<Map<SessionKey, StoredSession>> load(Set<SessionKey> keys) {
        Map<String, SessionKey> names = HashMap.newHashMap(keys.size());
        keys.forEach(key -> names.put(config.keyInCache(key.value()), key));
        long start = System.nanoTime();
        return Failures.withoutWrapping(redis.read(names.keySet(), DecodedSession.MAX_BYTES)
                .whenComplete((values, failure) -> time.record(System.nanoTime() - start))
                .thenApply(values -> decode(names, values))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(unavailable(Failures.cause(failure)))));
    }

    private Map<SessionKey, StoredSession> decode(
            Map<String, SessionKey> names, Map<String, RedisReader.Value> values) {
        Map<SessionKey, StoredSession> found = new HashMap<>();
        names.forEach((name, key) -> {
            Optional<StoredSession> session =
                    Optional.ofNullable(values.get(name)).map(this::decode);
            counts.count(session);
            session.ifPresent(there -> found.put(key, there));
        });
        return found;
    }

    private StoredSession decode(RedisReader.Value value) {
        @Nullable Duration left = value.timeToLive();
        return new StoredSession(
                CachedSessions.read(value.bytes()),
                left == null ? null : clock.instant().plus(left));
    }

    private DirectoryException unavailable(Throwable cause) {
        if (cause instanceof RedisReadException explained) {
            Objects.requireNonNull(failures.get(explained.reason())).increment();
        }
        return new DirectoryException("sessions cannot be read: " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        redis.close();
    }
}
