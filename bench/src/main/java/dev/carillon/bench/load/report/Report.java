package dev.carillon.bench.load.report;

import dev.carillon.bench.load.account.Statement;
import dev.carillon.bench.load.gateway.Reconciliation;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * All that a run has shown; the JSON file is this. Times are milliseconds, unless named otherwise.
 *
 * @param setup what was asked for, and on which machine
 * @param steps of the ramp; one where the rate was fixed; none where nothing was published
 * @param roles latencies of all reading, of the slow, of the stalled; those there are
 * @param gateway null where its metrics were not read
 * @param notes what else a reader should know
 */
public record Report(
        Setup setup,
        Comings comings,
        List<Step> steps,
        List<RoleLatency> roles,
        List<Second> seconds,
        Statement.Sums account,
        @Nullable Reconciliation gateway,
        Own own,
        List<String> notes,
        Verdict verdict) {

    public Report {
        steps = List.copyOf(steps);
        roles = List.copyOf(roles);
        seconds = List.copyOf(seconds);
        notes = List.copyOf(notes);
    }

    /**
     * The run in a few lines.
     *
     * @param title for people
     */
    public record Setup(String title, List<Line> lines) {}

    /** A name and a value. */
    public record Line(String name, String value) {}

    /**
     * How the clients came.
     *
     * @param opened clients, each once
     * @param seconds from the first begin of connecting until all were open
     * @param first each client's first time
     * @param again the later ones
     * @param storm null where there was none
     * @param refused openings that failed, by reason
     * @param ended connections that ended not by the client's will, by reason
     */
    public record Comings(
            long opened,
            double seconds,
            Openings first,
            Openings again,
            @Nullable StormReport storm,
            SortedMap<String, Long> refused,
            SortedMap<String, Long> ended) {}

    /**
     * Openings that succeeded.
     *
     * @param opening from the begin of connecting to the handshake's answer
     * @param subscribed from the begin of connecting to the first message of the run
     */
    public record Openings(Summary opening, Summary subscribed) {}

    /**
     * All were dropped at once. Seconds are of the last that came back, counted from the storm.
     *
     * @param at seconds from the first event's time
     * @param left connections that were dropped
     * @param outside of those, never open again
     * @param silent of those that read and may see anything, never heard to be subscribed again
     */
    public record StormReport(
            double at, long left, long outside, long silent, double openSeconds, double subscribedSeconds) {}

    /**
     * One rate. Deliveries are those of reading clients.
     *
     * @param rate events a second
     * @param published events
     * @param due deliveries
     * @param received of those, each once
     * @param offered deliveries a second that were due
     * @param delivered deliveries a second that were received, until the last of them was
     * @param curve the latencies by percentile
     */
    public record Step(
            double rate,
            long published,
            long due,
            long received,
            double offered,
            double delivered,
            Summary latency,
            List<Point> curve) {}

    /** A percentile and the latency there. */
    public record Point(double percentile, double millis) {}

    /** The latencies of those that read alike. */
    public record RoleLatency(String role, Summary latency) {}

    /**
     * One second of the run, by the time when things happened.
     *
     * @param at its end, in seconds since the first event's time
     * @param sent events
     * @param received deliveries, to all clients
     * @param p50 of those to reading clients
     * @param p99 of those to reading clients
     * @param open connections at its end
     */
    public record Second(double at, long sent, long received, double p50, double p99, long open) {}

    /**
     * What the generator itself did: where this is bad, the figures above say little about the server.
     *
     * @param cpuSeconds of all its processes while events were published and drained
     * @param cpuSecondsPerMillion the same for each million of deliveries
     * @param publisherCpuSeconds of the publishing thread among them
     * @param pausesMillis of its garbage collectors
     * @param late how long after its intended time an event was handed over
     * @param lag how late the loops' timers ran
     */
    public record Own(
            double cpuSeconds,
            double cpuSecondsPerMillion,
            double publisherCpuSeconds,
            long pausesMillis,
            Summary late,
            Summary lag) {}

    /**
     * Whether all is accounted for.
     *
     * @param reasons why not; else one line that says so
     */
    public record Verdict(boolean good, List<String> reasons) {}
}
