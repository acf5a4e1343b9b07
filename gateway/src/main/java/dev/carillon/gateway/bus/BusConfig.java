package dev.carillon.gateway.bus;

import dev.carillon.gateway.settings.ByteSize;
import dev.carillon.gateway.settings.Setting;

/** What may come from the bus. */
public record BusConfig(
        @Setting(value = "The largest event; larger ones are dropped and counted.", fallback = "8MiB")
        ByteSize maxSize,

        @Setting(value = "The deepest nesting of an event's JSON.", fallback = "500")
        int maxDepth) {

    public BusConfig {
        if (maxSize.bytes() < 1024 || maxSize.bytes() > 1 << 30) {
            throw new IllegalArgumentException("max_size must be between 1KiB and 1GiB");
        }
        if (maxDepth < 1 || maxDepth > 100_000) {
            throw new IllegalArgumentException("max_depth must be between 1 and 100000");
        }
    }
}
