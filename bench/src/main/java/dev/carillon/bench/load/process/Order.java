package dev.carillon.bench.load.process;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.bench.load.account.Published;
import dev.carillon.bench.load.account.Statement;
import dev.carillon.bench.load.measure.Counts;
import dev.carillon.bench.load.measure.Snapshot;
import dev.carillon.bench.load.plan.Plan;
import org.jspecify.annotations.Nullable;

/**
 * What a worker process is to do; it answers each order with one {@link Reply}.
 *
 * @param number of the process for PLAN, the first event's time for START, of events for DRAIN
 */
record Order(
        Kind kind,
        long number,
        @Nullable Plan plan,
        @Nullable Published published) {
    static final JsonMapper JSON = new JsonMapper();

    enum Kind {
        PLAN,
        OPEN,
        COUNTS,
        SNAPSHOT,
        START,
        DRAIN,
        FINISH
    }

    static Order of(Kind kind) {
        return new Order(kind, 0, null, null);
    }

    static Order of(Kind kind, long number) {
        return new Order(kind, number, null, null);
    }

    /** What came of an order; a problem is for people. */
    record Reply(
            @Nullable Counts counts,
            Snapshot.@Nullable Message snapshot,
            Statement.@Nullable Sums sums,
            @Nullable String problem) {
        static final Reply DONE = new Reply(null, null, null, null);
    }
}
