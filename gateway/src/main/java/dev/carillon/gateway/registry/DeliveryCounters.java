package dev.carillon.gateway.registry;

import dev.carillon.gateway.metrics.LoopCounter;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * What became of each pair of an event and a connection that sees it, on one loop. When nothing is under way, {@code
 * matched = written + shed}, exactly. Written on the loop, read on any thread.
 */
public final class DeliveryCounters {
    public final LoopCounter matched = new LoopCounter();
    public final LoopCounter written = new LoopCounter();
    public final LoopCounter writtenBytes = new LoopCounter();
    /** Buffers that batches were laid into, one for each audience; and the events laid into them. */
    public final LoopCounter buffers = new LoopCounter();

    public final LoopCounter laid = new LoopCounter();
    public final LoopCounter parks = new LoopCounter();
    public final LoopCounter catchUps = new LoopCounter();
    public final LoopCounter moves = new LoopCounter();
    private final Map<ShedReason, LoopCounter> shed = new EnumMap<>(ShedReason.class);

    DeliveryCounters() {
        for (ShedReason reason : ShedReason.values()) {
            shed.put(reason, new LoopCounter());
        }
    }

    public LoopCounter shed(ShedReason reason) {
        return Objects.requireNonNull(shed.get(reason));
    }

    /** Over all reasons. */
    public long shedTotal() {
        return shed.values().stream().mapToLong(LoopCounter::get).sum();
    }

    /** Matched, and neither written nor shed yet; while deliveries are under way rather too many than too few. */
    public long pending() {
        long settled = written.get() + shedTotal();
        return matched.get() - settled;
    }
}
