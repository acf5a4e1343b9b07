package dev.carillon.bench.load.event;

import java.util.List;

/**
 * When each event is to be published, whatever the server does: event numbers count from 0, times are nanoseconds from the
 * first event's. Each step has its own rate and lasts equally long. Immutable.
 */
public final class Schedule {
    private static final double SECOND = 1e9;

    private final double[] rates;
    private final long stepNanos;
    /** The number of each step's first event, and at the end the number of all events. */
    private final long[] first;

    /** @throws IllegalArgumentException if there would be no event */
    public Schedule(List<Double> rates, long stepNanos) {
        this.rates = rates.stream().mapToDouble(Double::doubleValue).toArray();
        this.stepNanos = stepNanos;
        this.first = new long[rates.size() + 1];
        for (int step = 0; step < this.rates.length; step++) {
            first[step + 1] = first[step] + Math.round(this.rates[step] * stepNanos / SECOND);
        }
        if (events() == 0) {
            throw new IllegalArgumentException("no event falls into the time: raise the rate or the duration");
        }
    }

    public int steps() {
        return rates.length;
    }

    public double rate(int step) {
        return rates[step];
    }

    public long firstOf(int step) {
        return first[step];
    }

    /** How many events there are. */
    public long events() {
        return first[rates.length];
    }

    public long durationNanos() {
        return rates.length * stepNanos;
    }

    public int stepOf(long event) {
        int step = 0;
        while (step < rates.length - 1 && event >= first[step + 1]) {
            step++;
        }
        return step;
    }

    /** The step under way at a time; before and after them, the first and the last. */
    public int stepAt(long nanos) {
        return Math.clamp(nanos / stepNanos, 0, rates.length - 1);
    }

    public long intendedAt(long event) {
        int step = stepOf(event);
        return step * stepNanos + (long) ((event - first[step]) * SECOND / rates[step]);
    }

    /** How many events are intended for this time or an earlier one. */
    public long dueBy(long nanos) {
        if (nanos < 0) {
            return 0;
        }
        if (nanos >= durationNanos()) {
            return events();
        }
        int step = stepAt(nanos);
        long within = (long) ((nanos - step * stepNanos) * rates[step] / SECOND);
        long due = Math.clamp(first[step] + within, first[step], first[step + 1]);
        // The estimate may be one off, since intended times are rounded down.
        while (due < events() && intendedAt(due) <= nanos) {
            due++;
        }
        while (due > 0 && intendedAt(due - 1) > nanos) {
            due--;
        }
        return due;
    }
}
