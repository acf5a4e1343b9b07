package dev.carillon.gateway.transport;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where to listen, as an operator writes it. */
public final class ListenAddress {
    private static final Pattern HOST_PORT = Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^:\\[\\]]*)):(\\d{1,5})");

    private ListenAddress() {}

    /**
     * {@code host:port}, {@code [v6]:port}, {@code :port} for every address, or {@code unix:/path}.
     *
     * @throws IllegalArgumentException with a message for the operator
     */
    public static SocketAddress parse(String text) {
        if (text.startsWith("unix:")) {
            String path = text.substring("unix:".length());
            if (path.isEmpty()) {
                throw new IllegalArgumentException("unix: needs a path, as in unix:/run/carillon/events.sock");
            }
            return UnixDomainSocketAddress.of(Path.of(path));
        }
        Matcher matcher = HOST_PORT.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > 65535) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an address to listen on: write host:port, [v6]:port, :port or unix:/path");
        }
        int port = Integer.parseInt(matcher.group(3));
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        return host.isEmpty() || host.equals("*") ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    /** The form that {@link #parse} reads, with the numeric address. */
    public static String format(SocketAddress address) {
        return switch (address) {
            case UnixDomainSocketAddress unix -> "unix:" + unix.getPath();
            case io.netty.channel.unix.DomainSocketAddress unix -> "unix:" + unix.path();
            case InetSocketAddress inet -> {
                String host = inet.getAddress() == null
                        ? inet.getHostString()
                        : inet.getAddress().getHostAddress();
                yield (host.contains(":") ? "[" + host + "]" : host) + ":" + inet.getPort();
            }
            default -> address.toString();
        };
    }
}
