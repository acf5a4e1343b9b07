package dev.carillon.bench.load.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carillon.bench.load.plan.Placement;
import dev.carillon.bench.load.plan.Target;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The opening handshake (RFC 6455 section 4.1). One key serves all connections of a loop, which saves a digest for each:
 * the key guards against caches, of which there are none. Immutable.
 */
public final class Opening {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String OFFER =
            "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n";

    private final Placement placement;
    private final boolean compression;
    private final String key;
    private final String accept;

    public Opening(Placement placement, boolean compression) {
        this.placement = placement;
        this.compression = compression;
        byte[] random = new byte[16];
        ThreadLocalRandom.current().nextBytes(random);
        key = Base64.getEncoder().encodeToString(random);
        accept = Base64.getEncoder().encodeToString(sha1(key + GUID));
    }

    private static byte[] sha1(String text) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(text.getBytes(ISO_8859_1));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param token null where the server wants none */
    public String request(URI url, @Nullable String token) {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        String target = token == null ? path + query : placement.target(path + query, token);
        String host = url.getHost() + ":" + Target.portOf(url);
        return "GET " + target + " HTTP/1.1\r\nHost: " + host
                + (token == null ? "" : placement.origin(url.getScheme(), host))
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + key
                + "\r\nSec-WebSocket-Version: 13\r\n" + (compression ? OFFER : "")
                + (token == null ? "" : placement.header(token)) + "\r\n";
    }

    /** What a server has answered. */
    public record Answer(@Nullable String problem, boolean compression) {}

    /** @param head all of the answer's head */
    public Answer judge(String head) {
        String[] lines = head.split("\r\n", -1);
        String[] status = lines[0].split(" ", 3);
        if (!lines[0].startsWith("HTTP/1.1 ") || status.length < 2) {
            return new Answer("not an HTTP answer", false);
        }
        if (!status[1].equals("101")) {
            return new Answer("HTTP " + status[1], false);
        }
        if (!accept.equals(header(lines, "sec-websocket-accept"))) {
            return new Answer("a wrong Sec-WebSocket-Accept", false);
        }
        String extensions = header(lines, "sec-websocket-extensions");
        if (extensions == null) {
            return new Answer(null, false);
        }
        boolean known = compression
                && extensions.startsWith("permessage-deflate")
                && extensions.contains("server_no_context_takeover");
        return new Answer(known ? null : "an extension that was not offered so", known);
    }

    private static @Nullable String header(String[] lines, String name) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
                return line.substring(colon + 1).strip();
            }
        }
        return null;
    }
}
