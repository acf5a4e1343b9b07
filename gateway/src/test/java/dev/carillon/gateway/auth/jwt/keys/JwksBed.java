package dev.carillon.gateway.auth.jwt.keys;

import dev.carillon.gateway.auth.jwt.keys.KeySource.Learned;
import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.settings.ByteSize;
import dev.carillon.gateway.testing.JwksServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A source of keys at a real HTTP endpoint, on a clock that can be put forward. */
@SuppressWarnings("NullAway.Init")
abstract class JwksBed {
    static final Set<JwtAlgorithm> ALL = EnumSet.allOf(JwtAlgorithm.class);

    final Metrics metrics = new Metrics();
    final Readiness readiness = new Readiness();
    /** Added to the real clock, so that hours can pass. */
    final AtomicLong later = new AtomicLong();

    JwksServer server;
    private @Nullable JwksSource source;

    @TempDir
    Path directory;

    @BeforeEach
    void open() throws IOException {
        server = new JwksServer();
    }

    @AfterEach
    void close() {
        if (source != null) {
            source.close();
        }
        server.close();
        metrics.close();
    }

    JwksConfig config(Duration pause, Duration refresh) {
        return config(server.url(), pause, refresh, null);
    }

    static JwksConfig config(String url, Duration pause, Duration refresh, @Nullable Duration keep) {
        return new JwksConfig(url, refresh, pause, keep, Duration.ofSeconds(5), new ByteSize(4096), false);
    }

    JwksSource start(JwksConfig config) {
        JwksSource started = new JwksSource(
                KeySource.of(ConfiguredKeys.publicKeys(List.of(), ALL)).keys(),
                ALL,
                config,
                new JwksSource.Surroundings(
                        JwksPlace.of(config), metrics, readiness, () -> System.nanoTime() + later.get()));
        source = started;
        return started;
    }

    KeyRing keys() {
        return Objects.requireNonNull(source).keys();
    }

    CompletableFuture<Learned> learn(@Nullable String keyId) {
        return Objects.requireNonNull(source).learn(keyId).toCompletableFuture();
    }

    long fetched() {
        return metrics.count(Metric.JWKS_FETCHES, "fetched").value();
    }

    long failed() {
        return metrics.count(Metric.JWKS_FETCHES, "failed").value();
    }
}
