package dev.carillon.gateway.admission;

import dev.carillon.gateway.settings.Setting;

/** How much is let in. */
public record AdmissionConfig(
        @Setting(
                value = "Open connections at most; more get 503. 0 takes what the descriptor limit leaves.",
                fallback = "0")
        int maxConnections,

        @Setting(value = "Connections of one address at most; 0 for no limit.", fallback = "0")
        int maxPerAddress) {

    public AdmissionConfig {
        if (maxConnections < 0 || maxPerAddress < 0) {
            throw new IllegalArgumentException("limits cannot be negative");
        }
    }
}
