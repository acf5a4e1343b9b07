package dev.carillon.gateway.metrics;

import io.micrometer.core.instrument.Counter;

/** A counter; any thread. */
public final class Count {
    private final Counter counter;

    Count(Counter counter) {
        this.counter = counter;
    }

    public void increment() {
        counter.increment();
    }

    public void add(long amount) {
        counter.increment((double) amount);
    }

    public long value() {
        return (long) counter.count();
    }
}
