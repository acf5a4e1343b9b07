package dev.carillon.gateway.redis;

import dev.carillon.gateway.redis.RedisReadException.Reason;
import dev.carillon.gateway.stages.Failures;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads strings out of a Redis database; writes nothing. Reads go out in pipelines over one connection, which is made when
 * it is first needed and again after a loss, at most every {@link #PAUSE}; meanwhile reads fail at once.
 *
 * <p>Any thread; never blocks but in {@link #close}. Stages complete on any thread.
 */
public final class RedisReader implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final RedisUrl url;
    private final Duration timeout;
    private final int maxUnderWay;
    private final String rights;
    private final RedisConnections connections;
    private final ReadingHealth health;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Object lock = new Object();
    private @Nullable CompletableFuture<StatefulRedisConnection<byte[], byte[]>> standing;
    private @Nullable RedisReadException failure;
    private long failedNanos;

    /** A value, or as many bytes of it as were asked for. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Value(byte[] bytes, @Nullable Duration timeToLive) {
        /** Only how much there is. */
        @Override
        public String toString() {
            return "Value[" + bytes.length + " bytes, timeToLive=" + timeToLive + "]";
        }
    }

    /**
     * For one purpose.
     *
     * @param what is read, like "sessions": names the thread, and the log's lines
     * @param keys pattern of the keys, for an explanation of what rights are wanted
     * @param timeout of a read, connecting included
     * @param maxUnderWay keys that may be waited for; more are refused
     */
    public RedisReader(String what, RedisUrl url, String keys, Duration timeout, int maxUnderWay) {
        this.url = url;
        this.timeout = timeout;
        this.maxUnderWay = maxUnderWay;
        rights = "+select +getrange +pttl ~" + keys;
        connections = RedisConnections.toDatabase(url, timeout, what);
        health = new ReadingHealth(what, url.where(), System::nanoTime);
    }

    /**
     * The values of those of the keys that there are.
     *
     * @param maxBytes of a value; of a longer one, one byte more is read. What is no string is read as empty.
     * @return fails with a {@link RedisReadException}, in any case soon after the time-out
     */
    public CompletionStage<Map<String, Value>> read(Set<String> keys, int maxBytes) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        if (underWay.addAndGet(keys.size()) > maxUnderWay) {
            underWay.addAndGet(-keys.size());
            return CompletableFuture.failedFuture(
                    new RedisReadException(Reason.BUSY, "busy: too many reads wait for " + url.where()));
        }
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection = connection();
        CompletableFuture<Map<String, Value>> result = new CompletableFuture<>();
        connection
                .thenCompose(made -> send(made, keys, maxBytes))
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((found, problem) -> {
                    underWay.addAndGet(-keys.size());
                    if (problem == null) {
                        health.succeeded();
                        result.complete(found);
                    } else {
                        result.completeExceptionally(explained(problem, connection));
                    }
                });
        return result;
    }

    private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection() {
        synchronized (lock) {
            if (standing != null && isUsable(standing)) {
                return standing;
            }
            if (failure != null && System.nanoTime() - failedNanos < PAUSE.toNanos()) {
                return CompletableFuture.failedFuture(failure);
            }
            // Each batch is flushed by itself.
            standing = connections.commands().whenComplete((made, problem) -> {
                if (made != null) {
                    made.setAutoFlushCommands(false);
                }
            });
            return standing;
        }
    }

    private static boolean isUsable(CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connecting) {
        return !connecting.isDone()
                || (!connecting.isCompletedExceptionally() && connecting.join().isOpen());
    }

    private static CompletableFuture<Map<String, Value>> send(
            StatefulRedisConnection<byte[], byte[]> connection, Set<String> keys, int maxBytes) {
        RedisAsyncCommands<byte[], byte[]> commands = connection.async();
        Map<String, CompletableFuture<@Nullable Value>> asked = HashMap.newHashMap(keys.size());
        keys.forEach(key -> asked.put(key, value(commands, key, maxBytes)));
        connection.flushCommands();
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> found(asked));
    }

    private static Map<String, Value> found(Map<String, CompletableFuture<@Nullable Value>> answered) {
        Map<String, Value> found = new HashMap<>();
        answered.forEach((key, answer) -> {
            Value value = answer.join();
            if (value != null) {
                found.put(key, value);
            }
        });
        return found;
    }

    /** Bounded, unlike GET; of a key that expires between the two commands there is no time to live. */
    private static CompletableFuture<@Nullable Value> value(
            RedisAsyncCommands<byte[], byte[]> commands, String key, int maxBytes) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        CompletableFuture<byte[]> bytes = commands.getrange(name, 0, maxBytes)
                .toCompletableFuture()
                .exceptionallyCompose(problem -> isNoString(problem)
                        ? CompletableFuture.completedFuture(new byte[0])
                        : CompletableFuture.failedFuture(problem));
        return bytes.thenCombine(commands.pttl(name), RedisReader::value);
    }

    private static @Nullable Value value(byte[] bytes, long timeToLive) {
        if (timeToLive == -2) {
            return null;
        }
        return new Value(bytes, timeToLive < 0 ? null : Duration.ofMillis(timeToLive));
    }

    private static boolean isNoString(Throwable problem) {
        return problem instanceof RedisCommandExecutionException answer
                && String.valueOf(answer.getMessage()).startsWith("WRONGTYPE");
    }

    private RedisReadException explained(
            Throwable problem, CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection) {
        Throwable cause = Failures.cause(problem);
        if (cause instanceof RedisReadException again) {
            return again;
        }
        RedisFailure why = RedisFailure.of(cause, url, "GETRANGE and PTTL", rights);
        Reason reason = cause instanceof TimeoutException ? Reason.TIMEOUT : Reason.ERROR;
        RedisReadException explained = new RedisReadException(reason, why.reason());
        if (!why.refused()) {
            drop(connection, explained);
        }
        health.failed(why.reason());
        return explained;
    }

    /** A connection that does not answer is no longer trusted; who waits on it fails too. */
    @SuppressWarnings("ReferenceEquality") // the very connection
    private void drop(
            CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection, RedisReadException explained) {
        synchronized (lock) {
            if (connection != standing) {
                return;
            }
            standing = null;
            failure = explained;
            failedNanos = System.nanoTime();
        }
        connection.thenAccept(StatefulRedisConnection::closeAsync);
    }

    @Override
    public void close() {
        connections.close();
    }
}
