package dev.carillon.bench;

import dev.carillon.gateway.config.ConfigException;
import dev.carillon.gateway.config.ConfigReader;
import dev.carillon.gateway.config.GatewayConfig;
import java.util.Map;

/** The gateway's settings that benchmarks run with: its defaults, and what they change. */
public final class Settings {
    private Settings() {}

    public static GatewayConfig defaults() {
        return with(Map.of());
    }

    /** @param variables as in the environment, like {@code CARILLON_SLOW_POLICY} */
    public static GatewayConfig with(Map<String, String> variables) {
        try {
            return ConfigReader.read(null, variables).config();
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
