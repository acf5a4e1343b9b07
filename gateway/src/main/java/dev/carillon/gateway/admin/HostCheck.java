package dev.carillon.gateway.admin;

import io.netty.util.NetUtil;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which Host headers the admin port answers to. A web page can make its visitor's browser call this port by a host name of
 * its own that resolves to 127.0.0.1 (DNS rebinding); such a name is not known here.
 */
final class HostCheck {
    private final Set<String> names;

    HostCheck(List<String> names) {
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    boolean isAllowed(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String name = withoutPort(host).toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || NetUtil.isValidIpV4Address(name)
                || NetUtil.isValidIpV6Address(name)
                || names.contains(name);
    }

    private static String withoutPort(String host) {
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end < 0 ? host : host.substring(1, end);
        }
        int colon = host.indexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }
}
