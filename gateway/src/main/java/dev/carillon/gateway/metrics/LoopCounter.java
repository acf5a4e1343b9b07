package dev.carillon.gateway.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A number that one thread changes and any thread reads: no atomic instruction on the writer's path. */
public final class LoopCounter {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(LoopCounter.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long value;

    /** On the owning thread only. */
    public void add(long amount) {
        VALUE.setOpaque(this, value + amount);
    }

    /** On any thread. */
    public long get() {
        return (long) VALUE.getOpaque(this);
    }
}
