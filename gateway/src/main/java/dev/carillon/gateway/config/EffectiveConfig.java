package dev.carillon.gateway.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A configuration that can be used, and where each of its values came from. Immutable. */
public final class EffectiveConfig {
    private final GatewayConfig config;
    private final Map<String, Given> given;

    EffectiveConfig(GatewayConfig config, Map<String, Given> given) {
        this.config = config;
        this.given = Map.copyOf(given);
    }

    public GatewayConfig config() {
        return config;
    }

    /** {@code default}, or the file and line, or the variable that set this key. */
    String source(String key) {
        Given value = given.get(key);
        return value == null ? "default" : value.where();
    }

    /** A value as it was written: text, or a list of texts, or neither for YAML's null. */
    record Given(
            String where, @Nullable String text, @Nullable List<String> items) {
        /** Without the value, which may be a secret. */
        @Override
        public String toString() {
            return "Given[" + where + "]";
        }
    }
}
