package dev.carillon.gateway.transport;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where to listen, as an operator writes it. */
public final class ListenAddress {
    private static final String UNIX = "unix:";
    private static final Pattern HOST_PORT = Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^:\\[\\]]*)):(\\d{1,5})");

    private ListenAddress() {}

    /**
     * {@code host:port}, {@code [v6]:port}, {@code :port} for every address, or {@code unix:/path}.
     *
     * @throws IllegalArgumentException with a message for the operator; also for a host that has no address
     */
    public static SocketAddress parse(String text) {
        if (text.startsWith(UNIX)) {
            return UnixDomainSocketAddress.of(path(text));
        }
        Matcher matcher = hostAndPort(text);
        int port = Integer.parseInt(matcher.group(3));
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        if (host.isEmpty() || host.equals("*")) {
            return new InetSocketAddress(port);
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("cannot listen on " + text + ": the host " + host
                    + " has no address; write an address of this machine, or a name that it can look up");
        }
        return address;
    }

    /**
     * The form alone: no host is looked up.
     *
     * @throws IllegalArgumentException where {@link #parse} could not read it
     */
    public static void check(String text) {
        if (text.startsWith(UNIX)) {
            path(text);
        } else {
            hostAndPort(text);
        }
    }

    /**
     * As {@link #check}, for what listens on TCP only.
     *
     * @throws IllegalArgumentException for a Unix socket, too
     */
    public static void checkTcp(String text) {
        if (text.startsWith(UNIX)) {
            throw new IllegalArgumentException("takes no Unix socket: write host:port, [v6]:port or :port");
        }
        hostAndPort(text);
    }

    private static Path path(String text) {
        String path = text.substring(UNIX.length());
        if (path.isEmpty()) {
            throw new IllegalArgumentException("unix: needs a path, as in unix:/run/carillon/events.sock");
        }
        return Path.of(path);
    }

    private static Matcher hostAndPort(String text) {
        Matcher matcher = HOST_PORT.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > 65535) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an address to listen on: write host:port, [v6]:port, :port or unix:/path");
        }
        return matcher;
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
