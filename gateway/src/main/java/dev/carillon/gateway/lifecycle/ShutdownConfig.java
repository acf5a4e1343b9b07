package dev.carillon.gateway.lifecycle;

import dev.carillon.gateway.settings.Setting;
import java.time.Duration;

/** How the gateway ends on SIGTERM. */
public record ShutdownConfig(
        @Setting(
                value =
                        "Over how long connections are closed, spread evenly so that clients do not return all at once.",
                fallback = "5s")
        Duration drain,

        @Setting(value = "Close code at shutdown: 1001 (the guide's) or 1012 (service restart).", fallback = "1001")
        int closeCode) {

    public ShutdownConfig {
        if (drain.isNegative() || drain.toHours() > 24) {
            throw new IllegalArgumentException("drain must be between 0s and 24h");
        }
        if (closeCode != 1001 && closeCode != 1012) {
            throw new IllegalArgumentException("close_code must be 1001 or 1012");
        }
    }
}
