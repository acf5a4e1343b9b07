package dev.carillon.gateway.log;

import dev.carillon.gateway.settings.ByteSize;
import dev.carillon.gateway.settings.Setting;

/** Bounds of the event log: how far back a slow client may be. */
public record LogConfig(
        @Setting(value = "Events kept at most; rounded up to a power of two.", fallback = "65536")
        int maxEvents,

        @Setting(value = "Payload bytes kept at most.", fallback = "64MiB")
        ByteSize maxBytes) {

    public LogConfig {
        if (maxEvents < 2 || maxEvents > 1 << 26) {
            throw new IllegalArgumentException("max_events must be between 2 and 67108864");
        }
        if (maxBytes.bytes() < 1024) {
            throw new IllegalArgumentException("max_bytes must be at least 1KiB");
        }
    }
}
