package dev.carillon.gateway.auth.jwt;

import dev.carillon.gateway.auth.jwt.keys.ConfiguredKeys;
import dev.carillon.gateway.auth.jwt.keys.JwksSource;
import dev.carillon.gateway.auth.jwt.keys.KeyRing;
import dev.carillon.gateway.auth.jwt.keys.KeySource;
import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.metrics.Metrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The keys that the configuration names. */
public final class JwtKeys {
    private JwtKeys() {}

    /**
     * Reads the configured keys, and begins to fetch the others.
     *
     * @throws IllegalArgumentException if a key or a file cannot be used; the message is for the operator
     */
    static KeySource open(JwtConfig config, Metrics metrics, Readiness readiness) {
        KeyRing configured = configured(config);
        if (!config.jwks().isOn()) {
            return KeySource.of(configured);
        }
        if (config.jwks().isFile()) {
            fetchable(config);
        }
        return new JwksSource(configured, config.allowed(), config.jwks(), metrics, readiness);
    }

    /**
     * Tries them all; blocks.
     *
     * @return what was found
     * @throws IllegalArgumentException if a key, a file or the endpoint cannot be used; the message is for the operator
     */
    public static List<String> check(JwtConfig config) {
        List<String> found = new ArrayList<>();
        KeyRing configured = configured(config);
        if (configured.size() > 0) {
            found.add(configured.size() + " configured keys, for " + configured.algorithms());
        }
        if (config.jwks().isOn()) {
            found.add(fetchable(config));
        }
        return found;
    }

    static KeyRing configured(JwtConfig config) {
        KeyRing secrets = ConfiguredKeys.secrets(config.secrets(), config.allowed());
        try {
            return secrets.plus(ConfiguredKeys.publicKeys(config.publicKeys(), config.allowed()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("jwt.public_keys: " + e.getMessage(), e);
        }
    }

    private static String fetchable(JwtConfig config) {
        try {
            return JwksSource.probe(config.jwks(), config.allowed());
        } catch (IOException e) {
            throw new IllegalArgumentException("jwt.jwks.url: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("jwt.jwks.url: interrupted", e);
        }
    }
}
