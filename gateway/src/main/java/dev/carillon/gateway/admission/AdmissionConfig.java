package dev.carillon.gateway.admission;

import dev.carillon.gateway.settings.Setting;
import java.time.Duration;
import java.util.List;

/** How much is let in, and how fast. */
public record AdmissionConfig(
        @Setting(
                value = "Open connections at most; more get 503. 0 takes what the descriptor limit leaves.",
                fallback = "0")
        int maxConnections,

        @Setting(
                value =
                        "Connections of one address (of IPv6 the /64) at most; 0 for no limit. Behind a proxy all have its"
                                + " address.",
                fallback = "0")
        int maxPerAddress,

        @Setting(
                value = "Credentials whose check begins in a second, at most; more wait their turn. 0 for no limit.",
                fallback = "5000")
        int openingsPerSecond,

        @Setting(
                value = "Credentials under check at the same time, at most; more wait their turn. 0 for no limit.",
                fallback = "2000")
        int openingsInFlight,

        @Setting(
                value =
                        "How long a client waits for its turn; then, or at once where it would have to wait longer, it is told"
                                + " to come back (503, or 1013 after the upgrade).",
                fallback = "5s")
        Duration maxWait,

        @Setting(
                value =
                        "Refused credentials of one address (of IPv6 the /64) in a minute; beyond that its clients are told to"
                                + " come back (429, or 1013 after the upgrade) without a look-up. 0 for no limit. Loopback, private"
                                + " and link-local addresses have none, for there a proxy may speak for many.",
                fallback = "300")
        int failuresPerMinute,

        @Setting(
                "Addresses or networks (10.0.0.0/8) of proxies, or 'unix' for those on a Unix socket: the last address of"
                        + " X-Forwarded-For that is none of them is the client's, for the limit of failures.")
        List<String> trustedProxies) {

    public AdmissionConfig {
        trustedProxies = List.copyOf(trustedProxies);
        if (maxConnections < 0 || maxPerAddress < 0 || openingsPerSecond < 0 || openingsInFlight < 0) {
            throw new IllegalArgumentException("limits cannot be negative");
        }
        if (openingsPerSecond > 1_000_000) {
            throw new IllegalArgumentException("openings_per_second must be at most 1000000");
        }
        if (failuresPerMinute < 0 || failuresPerMinute > 1_000_000) {
            throw new IllegalArgumentException("failures_per_minute must be between 0 and 1000000");
        }
        if (maxWait.isNegative() || maxWait.toMinutes() > 10) {
            throw new IllegalArgumentException("max_wait must be between 0 and 10m");
        }
        ClientNetworks.check(trustedProxies);
    }
}
