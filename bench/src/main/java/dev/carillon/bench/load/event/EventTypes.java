package dev.carillon.bench.load.event;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The content types of the events, taken in turn: what any process needs to know an event's type by its number. Immutable. */
public final class EventTypes {
    private final long[] types;

    /** @param types in the order in which events have them; one named twice comes twice as often */
    public EventTypes(List<Long> types) {
        if (types.isEmpty()) {
            throw new IllegalArgumentException("name at least one content type");
        }
        this.types = types.stream().mapToLong(Long::longValue).toArray();
    }

    public long typeOf(long event) {
        return types[(int) (event % types.length)];
    }

    /** What a client sees of the events; null stands for all content types. */
    public View view(@Nullable Set<Long> visible) {
        boolean[] sees = new boolean[types.length];
        for (int i = 0; i < types.length; i++) {
            sees[i] = visible == null || visible.contains(types[i]);
        }
        return new View(sees);
    }
}
