package dev.carillon.bench.load.report;

import dev.carillon.bench.load.account.Published;
import dev.carillon.bench.load.account.Statement;
import dev.carillon.bench.load.gateway.Reconciliation;
import dev.carillon.bench.load.measure.Effort;
import dev.carillon.bench.load.measure.Snapshot;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run has left, raw.
 *
 * @param openSeconds until all were open
 * @param last the numbers at the end
 * @param silent clients that had left by themselves and were not heard to be back
 * @param effort of all processes, from the first event to the end
 */
public record Outcome(
        double openSeconds,
        Snapshot last,
        Statement.Sums account,
        Publishing publishing,
        List<Report.Second> seconds,
        long silent,
        @Nullable Reconciliation gateway,
        Effort effort,
        List<String> notes) {

    /**
     * How publishing went.
     *
     * @param problem why it ended early; null if it did not
     */
    public record Publishing(
            Published published,
            Histogram lateness,
            long cpuNanos,
            @Nullable String problem) {}
}
