package dev.carillon.gateway.session;

import dev.carillon.gateway.settings.Setting;
import java.time.Duration;

/** When a connection is pinged and given up; the defaults are the guide's server's. */
public record KeepaliveConfig(
        @Setting(value = "Time between two pings of a connection.", fallback = "20s")
        Duration pingInterval,

        @Setting(value = "How long a pong may take; then the connection is closed with 1011.", fallback = "20s")
        Duration pingTimeout,

        @Setting(value = "From TCP accept to the complete first message.", fallback = "10s")
        Duration openTimeout,

        @Setting(value = "How long the peer may take to answer a close frame.", fallback = "10s")
        Duration closeTimeout) {

    public KeepaliveConfig {
        for (Duration duration : new Duration[] {pingInterval, pingTimeout, openTimeout, closeTimeout}) {
            if (duration.isNegative() || duration.isZero() || duration.toDays() > 365) {
                throw new IllegalArgumentException("durations must be positive");
            }
        }
    }
}
