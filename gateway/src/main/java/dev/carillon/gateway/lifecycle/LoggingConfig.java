package dev.carillon.gateway.lifecycle;

import dev.carillon.gateway.settings.Setting;
import java.util.Set;

/** What the gateway writes to standard error. */
public record LoggingConfig(
        @Setting(value = "text, or json: one object a line.", fallback = "text")
        Format format,

        @Setting(value = "error, warn, info, debug or trace.", fallback = "info")
        String level) {

    /** How a line is written. */
    public enum Format {
        TEXT,
        JSON
    }

    public LoggingConfig {
        if (!Set.of("error", "warn", "info", "debug", "trace").contains(level)) {
            throw new IllegalArgumentException("level must be error, warn, info, debug or trace");
        }
    }
}
