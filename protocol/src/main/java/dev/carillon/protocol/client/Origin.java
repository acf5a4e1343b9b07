package dev.carillon.protocol.client;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A web origin (RFC 6454): compared as a whole, never by a part of it. What browsers write in other ways (case, a default
 * port, an IPv6 address not shortened) is one origin; a trailing dot makes another host, as for browsers.
 *
 * @param port -1 where the scheme has no default and none is given
 */
public record Origin(String scheme, String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::(\\d{1,5}))?");

    /** As a browser sends it. Empty for what is none: {@code null}, a path, user information, letters beyond ASCII. */
    public static Optional<Origin> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
        int port = matcher.group(3) == null ? defaultPort(scheme) : Integer.parseInt(matcher.group(3));
        return host(matcher.group(2).toLowerCase(Locale.ROOT)).map(host -> new Origin(scheme, host, port));
    }

    /**
     * Whether a request of this origin, with this Host header, stays on its own host. A Host without port is of the scheme's
     * default port: behind a proxy that ends TLS the scheme of the request is not known here, but the origin's is.
     */
    public boolean isHost(String header) {
        return defaultPort(scheme) > 0
                && parse(scheme + "://" + header).filter(this::equals).isPresent();
    }

    private static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> -1;
        };
    }

    private static Optional<String> host(String text) {
        if (!text.startsWith("[")) {
            return Optional.of(text);
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(text);
        if (address == null) {
            return Optional.empty();
        }
        try {
            return Optional.of("[" + NetUtil.toAddressString(InetAddress.getByAddress(address)) + "]");
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    /** As a browser would send it. */
    @Override
    public String toString() {
        return scheme + "://" + host + (port == defaultPort(scheme) ? "" : ":" + port);
    }
}
