package dev.carillon.bench.load.run;

import dev.carillon.bench.load.measure.Latencies;
import dev.carillon.bench.load.measure.Snapshot;
import dev.carillon.bench.load.report.Report.Second;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What happened in each second, from snapshots that tell only sums. */
final class Timeline {
    private static final double SECOND = 1e9;
    private static final double MILLI = 1e6;

    private final List<Second> seconds = new ArrayList<>();
    private Histogram before = Latencies.newHistogram();
    private long sentBefore;
    private long receivedBefore;

    /** @param nanos since the first event's time */
    Second add(long nanos, long sent, Snapshot snapshot) {
        Histogram all = snapshot.latencies().allSteps();
        Histogram here = all.copy();
        here.subtract(before);
        long received = snapshot.counts().received();
        Second second = new Second(
                Math.round(nanos / SECOND * 1000) / 1000.0,
                sent - sentBefore,
                received - receivedBefore,
                here.getValueAtPercentile(50) / MILLI,
                here.getValueAtPercentile(99) / MILLI,
                snapshot.counts().open());
        before = all;
        sentBefore = sent;
        receivedBefore = received;
        seconds.add(second);
        return second;
    }

    List<Second> seconds() {
        return seconds;
    }
}
