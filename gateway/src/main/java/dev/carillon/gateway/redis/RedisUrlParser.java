package dev.carillon.gateway.redis;

import dev.carillon.gateway.settings.Secret;
import io.lettuce.core.SslVerifyMode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one URL into a {@link RedisUrl}. By hand, since {@code java.net.URI} refuses what redis-py takes. */
final class RedisUrlParser {
    private static final int REDIS_PORT = 6379;
    private static final int SENTINEL_PORT = 26_379;

    private static final Map<String, String> SCHEMES = Map.ofEntries(
            Map.entry("redis", "redis"),
            Map.entry("rediss", "rediss"),
            Map.entry("redis+ssl", "rediss"),
            Map.entry("redis+tls", "rediss"),
            Map.entry("unix", "unix"),
            Map.entry("redis-socket", "unix"),
            Map.entry("redis+socket", "unix"),
            Map.entry("redis-sentinel", "redis-sentinel"),
            Map.entry("rediss-sentinel", "rediss-sentinel"));

    /** Options of redis-py and Lettuce that change nothing for a subscription, or that the gateway has its own for. */
    private static final Set<String> IGNORED = Set.of(
            "socket_timeout",
            "socket_connect_timeout",
            "socket_keepalive",
            "health_check_interval",
            "max_connections",
            "retry_on_timeout",
            "retry_on_error",
            "decode_responses",
            "encoding",
            "encoding_errors",
            "protocol",
            "client_name",
            "clientname",
            "timeout");

    private final String scheme;
    private final String authority;
    private final String path;
    private final String fragment;
    private final Map<String, String> query;

    RedisUrlParser(String text) {
        String url = text.strip();
        int colon = url.indexOf("://");
        String given = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        String known = SCHEMES.get(given);
        if (known == null) {
            throw problem("does not begin with a scheme that is known: redis://, rediss://, unix://, redis-socket://,"
                    + " redis-sentinel://, rediss-sentinel://, or memory:");
        }
        scheme = known;
        String rest = url.substring(colon + 3);
        int end = endOfAuthority(rest);
        authority = rest.substring(0, end);
        if (rest.indexOf('@', end) >= 0 && !scheme.equals("unix")) {
            throw problem("has a '/', '?' or '#' before an '@': percent-encode them in the password"
                    + " (%2F, %3F, %23, %40; '%' is %25)");
        }
        int hash = rest.indexOf('#', end);
        fragment = hash < 0 ? "" : decode(rest.substring(hash + 1));
        String beforeFragment = hash < 0 ? rest : rest.substring(0, hash);
        int mark = beforeFragment.indexOf('?', end);
        path = decode(mark < 0 ? beforeFragment.substring(end) : beforeFragment.substring(end, mark));
        query = query(mark < 0 ? "" : beforeFragment.substring(mark + 1));
    }

    RedisUrl parse() {
        boolean sentinel = scheme.endsWith("-sentinel");
        boolean unix = scheme.equals("unix");
        int at = authority.lastIndexOf('@');
        Login login = login(at < 0 ? "" : authority.substring(0, at));
        String place = authority.substring(at + 1);
        String master = sentinel ? master() : null;
        RedisUrl url = new RedisUrl(
                scheme.startsWith("rediss"),
                unix ? List.of() : hosts(place, sentinel),
                unix ? socket(place) : null,
                master,
                login.user,
                login.password,
                secret(take("sentinel_password", "")),
                database(unix),
                verify(),
                certificates());
        query.keySet().removeIf(key -> IGNORED.contains(key.toLowerCase(Locale.ROOT)));
        if (!query.isEmpty()) {
            // Not named: what follows a '&' may be the rest of a password.
            throw problem("has an option that is not known; known are db, username, password, sentinel_password,"
                    + " ssl_cert_reqs, ssl_check_hostname and ssl_ca_certs (percent-encode a '&' in a password: %26)");
        }
        return url;
    }

    private record Login(@Nullable String user, @Nullable Secret password) {}

    private Login login(String userInfo) {
        int colon = userInfo.indexOf(':');
        String user = take("username", "");
        Secret password = secret(take("password", ""));
        if (!userInfo.isEmpty() && colon < 0) {
            throw problem("has one word before its '@': write user:password@, or :password@ for a password alone");
        }
        if (colon >= 0) {
            user = colon > 0 ? decode(userInfo.substring(0, colon)) : user;
            Secret given = secret(decode(userInfo.substring(colon + 1)));
            password = given != null ? given : password;
        }
        if (!user.isEmpty() && password == null) {
            throw problem("has a user name without a password: write user:password@");
        }
        return new Login(user.isEmpty() ? null : user, password);
    }

    private List<RedisUrl.Host> hosts(String text, boolean sentinel) {
        List<RedisUrl.Host> hosts = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            hosts.add(host(part.strip(), sentinel ? SENTINEL_PORT : REDIS_PORT));
        }
        if (!sentinel && hosts.size() > 1) {
            throw problem("names several hosts; only redis-sentinel:// takes more than one");
        }
        return hosts;
    }

    private RedisUrl.Host host(String text, int defaultPort) {
        int bracket = text.indexOf(']');
        int colon = text.lastIndexOf(':');
        boolean port = colon > bracket;
        String name = port ? text.substring(0, colon) : text;
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        } else if (name.indexOf(':') >= 0 || name.indexOf('[') >= 0) {
            throw problem("has an IPv6 address without brackets, or a stray ':': write [::1]:6379");
        }
        String digits = port ? text.substring(colon + 1) : "";
        int number = digits.isEmpty() ? defaultPort : number(digits, "port");
        if (number < 1 || number > 65_535) {
            throw problem("has a port that is not between 1 and 65535");
        }
        return new RedisUrl.Host(name.isEmpty() ? "localhost" : decode(name), number);
    }

    private String socket(String place) {
        String file = place.isEmpty() ? path : decode(place) + path;
        if (!file.startsWith("/") || file.length() < 2) {
            throw problem("needs an absolute path of the socket: unix:///run/redis/redis.sock");
        }
        return file;
    }

    private String master() {
        String byQuery = take("sentinelMasterId", take("service_name", ""));
        String name = fragment.isEmpty() ? byQuery : fragment;
        if (name.isEmpty()) {
            throw problem("does not name the master: write redis-sentinel://host:26379,host:26379/1#mymaster");
        }
        return name;
    }

    private int database(boolean unix) {
        String byPath = unix ? "" : path.replaceFirst("^/", "");
        String text = take("db", take("database", byPath));
        return text.isEmpty() ? 0 : number(text, "database");
    }

    private SslVerifyMode verify() {
        boolean byName = flag(take("ssl_check_hostname", "true"));
        String level = take("ssl_cert_reqs", take("verifyPeer", "required")).toLowerCase(Locale.ROOT);
        return switch (level) {
            case "required", "cert_required", "true", "full" -> byName ? SslVerifyMode.FULL : SslVerifyMode.CA;
            case "ca" -> SslVerifyMode.CA;
            case "optional", "cert_optional", "none", "cert_none", "false" -> SslVerifyMode.NONE;
            default -> throw problem("has an ssl_cert_reqs that is neither required nor none");
        };
    }

    private @Nullable Path certificates() {
        String file = take("ssl_ca_certs", "");
        return file.isEmpty() ? null : Path.of(file);
    }

    private String take(String key, String fallback) {
        String value = query.remove(key);
        return value == null ? fallback : value;
    }

    private static boolean flag(String text) {
        return !Set.of("false", "0", "no", "off", "f", "n").contains(text.toLowerCase(Locale.ROOT));
    }

    private static @Nullable Secret secret(String text) {
        return text.isEmpty() ? null : Secret.of(text);
    }

    private static int number(String text, String what) {
        if (!text.matches("[0-9]{1,9}")) {
            throw problem("has a " + what + " that is not a number (is a '/', '@' or ':' of the password not"
                    + " percent-encoded?)");
        }
        return Integer.parseInt(text);
    }

    private static int endOfAuthority(String rest) {
        for (int i = 0; i < rest.length(); i++) {
            if ("/?#".indexOf(rest.charAt(i)) >= 0) {
                return i;
            }
        }
        return rest.length();
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new HashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    /** As Python's {@code unquote}: a {@code %} that begins no escape stands for itself, and so does a plus. */
    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(bytes[i + 2], 16) : -1;
            decoded.write(low >= 0 ? high << 4 | low : bytes[i]);
            i += low >= 0 ? 2 : 0;
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException problem(String text) {
        return new IllegalArgumentException("the Redis URL " + text);
    }
}
