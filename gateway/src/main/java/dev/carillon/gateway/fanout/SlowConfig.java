package dev.carillon.gateway.fanout;

import dev.carillon.gateway.settings.ByteSize;
import dev.carillon.gateway.settings.Setting;
import java.time.Duration;

/** What happens to a client that reads more slowly than its events come. */
public record SlowConfig(
        @Setting(
                value =
                        "When the log has passed a client's place: 'disconnect' closes it with 1013, 'skip' gives up what"
                                + " waits for it and goes on with the next event.",
                fallback = "disconnect")
        Policy policy,

        @Setting(value = "How long a client may stay behind before it is closed with 1013.", fallback = "60s")
        Duration maxBehind,

        @Setting(value = "Unsent bytes at which a connection is parked.", fallback = "64KiB")
        ByteSize highWatermark,

        @Setting(value = "Unsent bytes below which a parked connection reads on.", fallback = "32KiB")
        ByteSize lowWatermark) {

    /** What becomes of a connection that the log has overtaken. */
    public enum Policy {
        DISCONNECT,
        SKIP
    }

    public SlowConfig {
        if (maxBehind.isNegative() || maxBehind.isZero()) {
            throw new IllegalArgumentException("max_behind must be positive");
        }
        if (lowWatermark.bytes() < 1 || highWatermark.bytes() < lowWatermark.bytes()) {
            throw new IllegalArgumentException("low_watermark must be positive and not above high_watermark");
        }
        if (highWatermark.bytes() > 1 << 30) {
            throw new IllegalArgumentException("high_watermark must be at most 1GiB");
        }
    }
}
