package dev.carillon.bench.load.plan;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the clients connect, and how.
 *
 * @param urls connection i goes to number i modulo their count
 * @param sources loopback addresses that connections come from, in turn; 0 leaves the choice to the system
 * @param placement where the token stands
 * @param trust for wss: a PEM file of authorities; empty for any certificate; null for the JVM's own
 * @param compression whether permessage-deflate is offered
 */
public record Target(
        List<URI> urls,
        int sources,
        Placement placement,
        @Nullable String trust,
        boolean compression) {
    public Target {
        urls = List.copyOf(urls);
        urls.forEach(Target::check);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("name a WebSocket URL");
        }
        if (sources < 0 || sources > 65_536) {
            throw new IllegalArgumentException("there can be 65536 source addresses at most");
        }
    }

    private static void check(URI url) {
        boolean known = "ws".equals(url.getScheme()) || "wss".equals(url.getScheme());
        if (!known || url.getHost() == null || url.getFragment() != null) {
            throw new IllegalArgumentException(
                    "'" + withoutQuery(url) + "' is no WebSocket URL: write ws://host:port/path or wss://...");
        }
    }

    /** For people: a query may hold a credential. */
    public static String withoutQuery(URI url) {
        String text = url.toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query) + "?...";
    }

    public URI urlOf(int connection) {
        return urls.get(connection % urls.size());
    }

    public static boolean isSecure(URI url) {
        return "wss".equals(url.getScheme());
    }

    public static int portOf(URI url) {
        return url.getPort() > 0 ? url.getPort() : isSecure(url) ? 443 : 80;
    }
}
