package dev.carillon.gateway.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.netty.channel.epoll.Epoll;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Opens connections to one Redis, all of them on one thread of its own, which bears the given name. Any thread.
 *
 * <p>A connection is good for one life: Lettuce's own reconnecting is off, since it neither tells whether the
 * subscription stands again nor retries one that Redis refused. RESP2, which every Redis and every proxy before one
 * speaks, and which costs a message fewer copies.
 */
public final class RedisConnections implements AutoCloseable {
    private static final long CLOSE_SECONDS = 5;

    static {
        // Where both are to be had Lettuce takes epoll, and warns of it at every connection unless this is set.
        if (System.getProperty("io.lettuce.core.iouring") == null) {
            System.setProperty("io.lettuce.core.iouring", "false");
        }
    }

    private final RedisURI uri;
    private final Duration limit;
    private final DefaultEventLoopGroupProvider loops;
    private final ClientResources resources;
    private final RedisClient client;

    /** To the URL's server, where no database is selected: Pub/Sub does not depend on it, and an ACL might forbid it. */
    public RedisConnections(RedisUrl url, Duration timeout, String thread) {
        this(url, url.toRedisUri(timeout), timeout, thread);
    }

    private RedisConnections(RedisUrl url, RedisURI uri, Duration timeout, String thread) {
        this.uri = uri;
        // A connect and a handshake for each Sentinel that is asked and for the Redis itself.
        limit = timeout.multipliedBy(2L + 2L * url.hosts().size());
        loops = new DefaultEventLoopGroupProvider(1, (String pool) -> new DefaultThreadFactory(thread, true));
        resources = DefaultClientResources.builder()
                .eventLoopGroupProvider(loops)
                .computationThreadPoolSize(1)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled())
                .build();
        client = RedisClient.create(resources);
        client.setOptions(options(url, timeout));
    }

    /** To the URL's database. */
    static RedisConnections toDatabase(RedisUrl url, Duration timeout, String thread) {
        RedisURI uri = url.toRedisUri(timeout);
        uri.setDatabase(url.database());
        return new RedisConnections(url, uri, timeout, thread);
    }

    private static ClientOptions options(RedisUrl url, Duration timeout) {
        ClientOptions.Builder options = ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP2)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .timeoutOptions(TimeoutOptions.enabled(timeout))
                .socketOptions(socketOptions(url, timeout));
        if (url.certificates() != null) {
            options.sslOptions(SslOptions.builder()
                    .trustManager(url.certificates().toFile())
                    .build());
        }
        return options.build();
    }

    private static SocketOptions socketOptions(RedisUrl url, Duration timeout) {
        SocketOptions.Builder options = SocketOptions.builder().connectTimeout(timeout);
        if (url.socket() != null) {
            return options.keepAlive(false).build();
        }
        if (!Epoll.isAvailable()) {
            return options.keepAlive(true).build();
        }
        Duration second = Duration.ofSeconds(1);
        Duration idle = timeout.compareTo(second) < 0 ? second : timeout;
        return options.keepAlive(SocketOptions.KeepAliveOptions.builder()
                        .enable()
                        .idle(idle)
                        .interval(idle.dividedBy(3).compareTo(second) < 0 ? second : idle.dividedBy(3))
                        .count(3)
                        .build())
                .tcpUserTimeout(SocketOptions.TcpUserTimeoutOptions.builder()
                        .enable()
                        .tcpUserTimeout(idle.multipliedBy(2))
                        .build())
                .build();
    }

    public CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> subscriber() {
        return bounded(client.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri));
    }

    /** For commands. */
    public CompletableFuture<StatefulRedisConnection<byte[], byte[]>> commands() {
        return bounded(client.connectAsync(ByteArrayCodec.INSTANCE, uri));
    }

    /** Never trusts the engine to come back: a connection that stands too late is closed again. */
    private <T extends StatefulConnection<byte[], byte[]>> CompletableFuture<T> bounded(CompletionStage<T> connecting) {
        CompletableFuture<T> result = new CompletableFuture<>();
        connecting.whenComplete((connection, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else if (!result.complete(connection)) {
                var _ = connection.closeAsync();
            }
        });
        return result.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Closes every connection and returns when the thread has ended: no listener is called after that. A listener that does
     * not return is not waited for longer than some seconds.
     */
    @Override
    public void close() {
        client.shutdownAsync(0, 0, TimeUnit.MILLISECONDS)
                .orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(ignored -> null)
                .join();
        resources.shutdown(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        loops.shutdown(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
