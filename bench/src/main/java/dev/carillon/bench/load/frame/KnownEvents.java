package dev.carillon.bench.load.frame;

import dev.carillon.bench.load.event.EventFormat;
import org.jspecify.annotations.Nullable;

/**
 * The events around those that are under way, made when first asked for, once for all clients of a loop. One that has fallen
 * out is made again. Confined to a loop.
 */
public final class KnownEvents {
    private static final int MOST = 8192;
    private static final long MOST_BYTES = 64 << 20;

    private final EventFormat format;
    private final @Nullable KnownEvent[] ring;

    public KnownEvents(EventFormat format, int size) {
        this.format = format;
        long fitting = Math.clamp(MOST_BYTES / size, 16, MOST);
        this.ring = new KnownEvent[(int) Long.highestOneBit(fitting)];
    }

    public KnownEvent get(long number) {
        int place = (int) (number & (ring.length - 1));
        KnownEvent known = ring[place];
        if (known == null || known.number != number) {
            known = new KnownEvent(number, format.intendedAt(number), format.stepOf(number), format.event(number));
            ring[place] = known;
        }
        return known;
    }

    public EventFormat format() {
        return format;
    }
}
