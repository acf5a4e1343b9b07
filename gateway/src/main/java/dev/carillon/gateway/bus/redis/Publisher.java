package dev.carillon.gateway.bus.redis;

import dev.carillon.gateway.bus.BusException;
import dev.carillon.gateway.redis.RedisConnections;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Publishes over a connection of its own, made when it is first needed and again after a loss. Watch thread only; the
 * futures complete there too. They fail with what Lettuce says, or with a {@link BusException}.
 */
final class Publisher {
    /** Payloads that wait for a connection; what is above is refused. */
    private static final int MAX_WAITING = 1024;

    private static final class Message {
        final byte[] channel;
        final byte[] payload;
        final CompletableFuture<Long> receivers;

        Message(byte[] channel, byte[] payload, CompletableFuture<Long> receivers) {
            this.channel = channel;
            this.payload = payload;
            this.receivers = receivers;
        }
    }

    private final RedisConnections connections;
    private final Executor watch;
    private final Queue<Message> waiting = new ArrayDeque<>();

    private @Nullable StatefulRedisConnection<byte[], byte[]> connection;
    private boolean connecting;
    private boolean closed;

    Publisher(RedisConnections connections, Executor watch) {
        this.connections = connections;
        this.watch = watch;
    }

    void publish(byte[] channel, byte[] payload, CompletableFuture<Long> receivers) {
        Message message = new Message(channel, payload, receivers);
        if (closed) {
            receivers.completeExceptionally(new BusException("the bus is closed"));
        } else if (connection != null && connection.isOpen()) {
            send(connection, message);
        } else if (waiting.size() >= MAX_WAITING) {
            receivers.completeExceptionally(new BusException(
                    "Redis is away and " + MAX_WAITING + " events wait for it already; try again later"));
        } else {
            waiting.add(message);
            connect();
        }
    }

    /** Drops the connection, whatever its state; what it has not answered fails. The next message makes a new one. */
    void reset() {
        if (connection != null) {
            var _ = connection.closeAsync();
            connection = null;
        }
    }

    void close() {
        closed = true;
        reset();
        fail(new BusException("the bus is closed"));
    }

    private void connect() {
        if (connecting) {
            return;
        }
        connecting = true;
        reset();
        var _ = connections.commands().whenCompleteAsync(this::connected, watch);
    }

    private void connected(@Nullable StatefulRedisConnection<byte[], byte[]> made, @Nullable Throwable failure) {
        connecting = false;
        if (made == null) {
            fail(failure == null ? new BusException("Redis is away") : failure);
        } else if (closed) {
            var _ = made.closeAsync();
        } else {
            connection = made;
            for (Message message = waiting.poll(); message != null; message = waiting.poll()) {
                send(made, message);
            }
        }
    }

    private void send(StatefulRedisConnection<byte[], byte[]> on, Message message) {
        var _ = on.async()
                .publish(message.channel, message.payload)
                .whenCompleteAsync(
                        (receivers, failure) -> {
                            if (failure == null) {
                                message.receivers.complete(receivers);
                                return;
                            }
                            if (failure instanceof RedisCommandTimeoutException && on.equals(connection)) {
                                reset();
                            }
                            message.receivers.completeExceptionally(failure);
                        },
                        watch);
    }

    private void fail(Throwable failure) {
        for (Message message = waiting.poll(); message != null; message = waiting.poll()) {
            message.receivers.completeExceptionally(failure);
        }
    }
}
