package dev.carillon.gateway.auth.jwt.keys;

import dev.carillon.gateway.settings.ByteSize;
import dev.carillon.gateway.settings.Setting;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where public keys are fetched from, and how often. */
public record JwksConfig(
        @Setting("Where the issuer publishes its keys as a JWKS: https://..., or a file. Empty for nowhere.") @Nullable
        String url,

        @Setting(
                value =
                        "How old the keys may become before they are fetched again; the answer's Cache-Control can shorten"
                                + " it.",
                fallback = "15m")
        Duration refresh,

        @Setting(
                value =
                        "The pause between two fetches at least, whatever asks for one: a token with an unknown key id, a"
                                + " short Cache-Control, or an endpoint that fails.",
                fallback = "10s")
        Duration pause,

        @Setting(
                value = "How long fetched keys are good while the endpoint fails; 'none' for as long as it takes.",
                fallback = "24h")
        @Nullable
        Duration keep,

        @Setting(value = "How long one fetch may take, at most 30s.", fallback = "5s")
        Duration timeout,

        @Setting(value = "The largest answer that is read.", fallback = "256KiB")
        ByteSize maxSize,

        @Setting(
                value =
                        "Whether http:// is taken for hosts other than this one: whoever can change what passes the wire"
                                + " can then sign tokens.",
                fallback = "false")
        boolean insecureHttp) {
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    public JwksConfig {
        if (pause.toMillis() < 1 || refresh.compareTo(pause) < 0) {
            throw new IllegalArgumentException("refresh must not be below pause, and pause not zero");
        }
        if (keep != null && keep.compareTo(refresh) < 0) {
            throw new IllegalArgumentException("keep must not be below refresh");
        }
        if (timeout.toMillis() < 1 || timeout.toSeconds() > 30) {
            throw new IllegalArgumentException("timeout must be between 1ms and 30s");
        }
        if (maxSize.bytes() < 1024 || maxSize.bytes() > 16 << 20) {
            throw new IllegalArgumentException("max_size must be between 1KiB and 16MiB");
        }
        if (url != null && !url.isEmpty()) {
            checkUrl(url, insecureHttp);
        }
    }

    public boolean isOn() {
        return url != null && !url.isEmpty();
    }

    /** Whether it lies in a file of this machine. */
    public boolean isFile() {
        return isOn() && endpoint() == null;
    }

    /** The endpoint; null where it is a file. */
    @Nullable
    URI endpoint() {
        return url != null && isHttp(url) ? URI.create(url) : null;
    }

    /** @throws IllegalStateException if it is no file */
    Path file() {
        if (url == null || isHttp(url)) {
            throw new IllegalStateException("not a file");
        }
        return path(url);
    }

    private static boolean isHttp(String url) {
        return url.regionMatches(true, 0, "http://", 0, 7) || url.regionMatches(true, 0, "https://", 0, 8);
    }

    private static Path path(String url) {
        return url.startsWith("file:") ? Path.of(URI.create(url)) : Path.of(url);
    }

    private static void checkUrl(String url, boolean insecureHttp) {
        if (isHttp(url)) {
            checkEndpoint(uri(url), insecureHttp);
            return;
        }
        if (url.contains("://") && !url.startsWith("file:")) {
            throw new IllegalArgumentException("url must begin with https:// or name a file");
        }
        try {
            var _ = path(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("url is neither https:// nor a file's path", e);
        }
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            // Not as the cause: it shows the whole, which may hold a password.
            throw new IllegalArgumentException("url cannot be read as one");
        }
    }

    private static void checkEndpoint(URI uri, boolean insecureHttp) {
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("url holds a user name or password, which a JWKS does not need");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("url has no host");
        }
        if ("http".equalsIgnoreCase(uri.getScheme()) && !insecureHttp && !LOCAL.contains(uri.getHost())) {
            throw new IllegalArgumentException("url must be https://: whoever can change an answer on its way can sign"
                    + " tokens; insecure_http allows http:// nonetheless");
        }
    }
}
