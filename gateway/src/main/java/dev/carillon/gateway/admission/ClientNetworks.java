package dev.carillon.gateway.admission;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells where a client is, through proxies too. X-Forwarded-For is believed only as far as trusted proxies wrote it: from its
 * end, the first address that is no such proxy's. What stands before that may be the client's invention. Immutable.
 */
public final class ClientNetworks {
    private static final String UNIX = "unix";
    private static final Pattern WITH_PORT = Pattern.compile("(\\d[\\d.]*):\\d+|(\\[[^]]*])(?::\\d+)?");

    private final List<Range> trusted;
    private final boolean unixTrusted;

    /** @param proxies addresses, networks like 10.0.0.0/8, or {@code unix} */
    public ClientNetworks(List<String> proxies) {
        this.trusted = ranges(proxies);
        this.unixTrusted = proxies.contains(UNIX);
    }

    static void check(List<String> proxies) {
        ranges(proxies);
    }

    private static List<Range> ranges(List<String> proxies) {
        return proxies.stream()
                .filter(proxy -> !proxy.equals(UNIX))
                .map(Range::parse)
                .toList();
    }

    /**
     * @param peer who is connected
     * @param forwardedFor the values of X-Forwarded-For
     * @return null where it is not known who it is: the peer may be a proxy that speaks for many, or is one that does not say
     */
    public @Nullable ClientNetwork of(SocketAddress peer, List<String> forwardedFor) {
        if (!(peer instanceof InetSocketAddress inet)) {
            return unixTrusted ? forwarded(forwardedFor) : null;
        }
        InetAddress address = inet.getAddress();
        if (isTrusted(address)) {
            return forwarded(forwardedFor);
        }
        return isLocal(address) ? null : ClientNetwork.of(address);
    }

    private @Nullable ClientNetwork forwarded(List<String> forwardedFor) {
        List<String> hops =
                new ArrayList<>(List.of(String.join(",", forwardedFor).split(",", -1)));
        for (String hop : hops.reversed()) {
            InetAddress address = address(hop.strip());
            if (address == null) {
                return null;
            }
            if (!isTrusted(address)) {
                return ClientNetwork.of(address);
            }
        }
        return null;
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }

    private static boolean isLocal(InetAddress address) {
        boolean uniqueLocal = address.getAddress().length == 16 && (address.getAddress()[0] & 0xFE) == 0xFC;
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || uniqueLocal;
    }

    /** No name is ever looked up. */
    private static @Nullable InetAddress address(String text) {
        var matcher = WITH_PORT.matcher(text);
        String bare = !matcher.matches() ? text : matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(bare);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private record Range(InetAddress base, int prefix) {
        static Range parse(String text) {
            int slash = text.indexOf('/');
            InetAddress base = address(slash < 0 ? text : text.substring(0, slash));
            if (base == null) {
                throw new IllegalArgumentException("trusted_proxies: '" + text + "' is no address or network: write"
                        + " 192.0.2.7, 10.0.0.0/8, 2001:db8::/32 or unix");
            }
            int bits = base.getAddress().length * 8;
            String length = slash < 0 ? String.valueOf(bits) : text.substring(slash + 1);
            if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > bits) {
                throw new IllegalArgumentException("trusted_proxies: '" + text + "' must end with /0 to /" + bits);
            }
            return new Range(base, Integer.parseInt(length));
        }

        boolean contains(InetAddress address) {
            byte[] mine = base.getAddress();
            byte[] other = address.getAddress();
            if (mine.length != other.length) {
                return false;
            }
            for (int bit = 0; bit < prefix; bit += 8) {
                int mask = 0xFF << Math.max(0, 8 - (prefix - bit));
                if (((mine[bit / 8] ^ other[bit / 8]) & mask & 0xFF) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
