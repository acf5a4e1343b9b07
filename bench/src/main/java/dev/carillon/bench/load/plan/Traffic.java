package dev.carillon.bench.load.plan;

import dev.carillon.bench.load.event.EventFormat;
import dev.carillon.bench.load.event.EventTypes;
import dev.carillon.bench.load.event.Schedule;
import java.util.List;

/**
 * What is published.
 *
 * @param mark tells this run's events from others
 * @param types content types, taken in turn
 * @param size bytes of a payload
 * @param rates events a second, step by step; empty for none at all: connections are only held
 */
public record Traffic(String mark, List<Long> types, int size, List<Double> rates, long stepNanos) {
    public Traffic {
        types = List.copyOf(types);
        rates = List.copyOf(rates);
        if (stepNanos < 1) {
            throw new IllegalArgumentException("the duration must be above 0");
        }
    }

    /** Whether anything is published. */
    public boolean publishes() {
        return !rates.isEmpty();
    }

    /** Of what is published; where nothing is, of a single event that never comes. */
    public Schedule schedule() {
        return publishes() ? new Schedule(rates, stepNanos) : new Schedule(List.of(1.0), 1_000_000_000);
    }

    public EventTypes eventTypes() {
        return new EventTypes(types);
    }

    public EventFormat format(long zero) {
        return new EventFormat(eventTypes(), schedule(), mark, size, zero);
    }
}
