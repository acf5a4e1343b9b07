package dev.carillon.bench.load.publish;

import dev.carillon.gateway.redis.RedisUrl;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** A way onto the bus that keeps the order of what it is given. Used by one thread at a time. */
public interface Outlet extends AutoCloseable {
    Duration PATIENCE = Duration.ofSeconds(10);

    /** Takes the next payload; never waits. */
    void publish(byte[] payload);

    /** Sends what was taken. */
    void flush();

    /** What the other side has said so far. */
    Receipts receipts();

    /** Where to, for people; without secrets. */
    String where();

    @Override
    void close();

    /**
     * Connects to what the URL names: a Redis, to publish on the channel, or a gateway's admin port ({@code http://}), to post
     * events.
     *
     * @throws IOException saying what is wrong, without any secret
     */
    static Outlet connect(String url, String channel) throws IOException {
        try {
            return url.startsWith("http:") || url.startsWith("https:")
                    ? new HttpOutlet(URI.create(url))
                    : new RedisOutlet(RedisUrl.parse(url), channel);
        } catch (IllegalArgumentException e) {
            throw new IOException("cannot publish there: " + e.getMessage(), e);
        }
    }
}
