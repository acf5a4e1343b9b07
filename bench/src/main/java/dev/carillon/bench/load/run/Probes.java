package dev.carillon.bench.load.run;

import dev.carillon.bench.load.event.EventFormat;
import dev.carillon.bench.load.plan.Traffic;
import dev.carillon.bench.load.publish.Outlet;
import java.util.List;

/** Asks every little while, by a message of each content type, who is subscribed: whoever is hears it. */
final class Probes {
    private static final long APART_NANOS = 250_000_000;

    private final Outlet outlet;
    private final EventFormat format;
    private final List<Long> types;
    private long last = System.nanoTime() - APART_NANOS;
    private int rounds;

    Probes(Outlet outlet, Traffic traffic) {
        this.outlet = outlet;
        this.format = traffic.format(0);
        this.types = traffic.types().stream().distinct().toList();
    }

    /** Publishes the next, if it is time. */
    void tick() {
        if (System.nanoTime() - last >= APART_NANOS) {
            last = System.nanoTime();
            rounds++;
            types.forEach(type -> outlet.publish(format.probe(type, rounds)));
            outlet.flush();
        }
    }

    /** How often all was asked. */
    int rounds() {
        return rounds;
    }

    /** Messages published. */
    long published() {
        return (long) rounds * types.size();
    }
}
