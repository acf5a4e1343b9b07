package dev.carillon.gateway.redis;

import dev.carillon.gateway.settings.Secret;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis is and how to log in there, read from the forms that Django people (redis-py, django-redis) and Lettuce
 * write. {@link #toString} and every message leave the passwords out.
 *
 * @param socket path of a Unix socket; {@code hosts} is empty then
 * @param master the name that the Sentinels in {@code hosts} know the master by; null without Sentinel
 * @param database not selected for Pub/Sub, which does not depend on it
 * @param certificates a PEM file of the authorities to trust instead of the JVM's
 */
public record RedisUrl(
        boolean tls,
        List<Host> hosts,
        @Nullable String socket,
        @Nullable String master,
        @Nullable String user,
        @Nullable Secret password,
        @Nullable Secret sentinelPassword,
        int database,
        SslVerifyMode verify,
        @Nullable Path certificates) {

    /** A host name or address (IPv6 without brackets) and a port. */
    public record Host(String name, int port) {
        @Override
        public String toString() {
            return (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + port;
        }
    }

    public RedisUrl {
        hosts = List.copyOf(hosts);
    }

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it cannot be understood; the message says why, and what to write, without any
     *     part of the URL that may be secret
     */
    public static RedisUrl parse(String url) {
        return new RedisUrlParser(url).parse();
    }

    /**
     * The form alone, the bus inside the process among them.
     *
     * @throws IllegalArgumentException as {@link #parse}
     */
    public static void check(String url) {
        if (!isMemory(url)) {
            parse(url);
        }
    }

    /** Whether the URL asks for the bus inside the process. */
    public static boolean isMemory(String url) {
        String text = url.strip().toLowerCase(Locale.ROOT);
        return text.equals("memory") || text.startsWith("memory:");
    }

    /** The place, for an operator's eyes. */
    public String where() {
        if (socket != null) {
            return "Redis at unix socket " + socket;
        }
        String list = hosts.stream().map(Host::toString).collect(Collectors.joining(", "));
        return master == null ? "Redis at " + list : "Redis master \"" + master + "\" of the Sentinels " + list;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(socket != null ? "unix" : (tls ? "rediss" : "redis") + (master == null ? "" : "-sentinel"));
        text.append("://");
        if (password != null) {
            text.append(user == null ? "" : user).append(":***@");
        }
        text.append(socket != null ? socket : hosts.stream().map(Host::toString).collect(Collectors.joining(",")));
        text.append(socket != null ? "?db=" : "/").append(database);
        return master == null ? text.toString() : text + "#" + master;
    }

    RedisURI toRedisUri(Duration timeout) {
        RedisURI uri;
        if (socket != null) {
            uri = RedisURI.Builder.socket(socket).build();
        } else if (master != null) {
            uri = sentinelUri(master, timeout);
        } else {
            uri = RedisURI.create(hosts.get(0).name(), hosts.get(0).port());
        }
        authenticate(uri, user, password);
        return secure(uri, timeout);
    }

    private RedisURI sentinelUri(String masterName, Duration timeout) {
        RedisURI uri = new RedisURI();
        uri.setSentinelMasterId(masterName);
        for (Host host : hosts) {
            RedisURI sentinel = RedisURI.create(host.name(), host.port());
            authenticate(sentinel, null, sentinelPassword);
            uri.getSentinels().add(secure(sentinel, timeout));
        }
        return uri;
    }

    private RedisURI secure(RedisURI uri, Duration timeout) {
        uri.setSsl(tls);
        uri.setVerifyPeer(verify);
        uri.setTimeout(timeout);
        uri.setClientName("carillon");
        return uri;
    }

    private static void authenticate(RedisURI uri, @Nullable String user, @Nullable Secret password) {
        if (password != null) {
            RedisCredentials credentials =
                    RedisCredentials.just(user, password.revealText().toCharArray());
            uri.setCredentialsProvider(RedisCredentialsProvider.from(() -> credentials));
        }
    }
}
