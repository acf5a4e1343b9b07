package dev.carillon.bench.load.report;

import dev.carillon.bench.load.account.Published;
import dev.carillon.bench.load.account.Statement;
import dev.carillon.bench.load.account.Tally;
import dev.carillon.bench.load.event.View;
import dev.carillon.bench.load.measure.Counts;
import dev.carillon.bench.load.measure.Effort;
import dev.carillon.bench.load.measure.Latencies;
import dev.carillon.bench.load.measure.Latencies.Kind;
import dev.carillon.bench.load.measure.Snapshot;
import dev.carillon.bench.load.measure.Storm;
import dev.carillon.bench.load.plan.Coming;
import dev.carillon.bench.load.plan.CredentialSource;
import dev.carillon.bench.load.plan.Placement;
import dev.carillon.bench.load.plan.Plan;
import dev.carillon.bench.load.plan.Population;
import dev.carillon.bench.load.plan.Role;
import dev.carillon.bench.load.plan.Target;
import dev.carillon.bench.load.plan.Traffic;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Reports to look at, of runs that never were. */
final class Reports {
    static final String NASTY = "<script>\"ed & ing\"</script>";

    private Reports() {}

    static Plan plan(double... rates) {
        return new Plan(
                new Target(List.of(URI.create("ws://127.0.0.1:8888/")), 0, Placement.parse("message"), null, false),
                new CredentialSource(null, List.of("1"), null),
                new Population(10, 0.1, 0.1, 0.1, 0),
                new Traffic(
                        "0badcafe",
                        List.of(7L, 8L),
                        200,
                        DoubleStream.of(rates).boxed().toList(),
                        1_000_000_000),
                new Coming(0, 100, 1, 1, 0, false, 500_000_000),
                1,
                1);
    }

    /** Eight reading clients, one slow, one stalled; each step's latencies are a hundredfold of the step before. */
    static Report report(double... rates) {
        Plan plan = plan(rates);
        Latencies latencies = new Latencies(plan.traffic().schedule().steps());
        for (int step = 0; step < rates.length; step++) {
            for (int i = 1; i <= 1000; i++) {
                latencies.record(step, (long) (i * 1000 * Math.pow(100, step)), 2_000_000_000L * step + 500_000_000);
            }
        }
        latencies.record(Kind.SLOW, 3_000_000_000L);
        latencies.record(Kind.OPENING, 2_000_000);
        latencies.record(Kind.REOPENING, 70_000_000);
        Tally reading = new Tally(8, 240, 237, new Tally.Unheard(2, 1, 0), new Tally.Defects(0, 0, 0, 0));
        Statement.Sums account = new Statement.Sums(
                Map.of(Role.READING, reading, Role.SLOW, Tally.NONE, Role.STALLED, Tally.NONE),
                List.of("connection 3 (" + NASTY + ", reading): missing 2 (events 1-2)"),
                1);
        View view = plan.traffic().eventTypes().view(null);
        Outcome outcome = new Outcome(
                0.5,
                new Snapshot(
                        new Counts(10, 0, 0, 10, 10, 237, 0, 0, 0, 0, 99),
                        new TreeMap<>(Map.of(NASTY, 3L)),
                        new TreeMap<>(Map.of("closed by the server: 1013 too slow", 1L)),
                        latencies,
                        new Storm(10, 0, 1, 1_250_000_000, 1_500_000_000),
                        Effort.NONE),
                account,
                new Outcome.Publishing(new Published(30, List.of()), Latencies.newHistogram(), 0, null),
                IntStream.rangeClosed(1, 5)
                        .mapToObj(i -> new Report.Second(i, 10L * i, 80L * i, i, i == 3 ? 0 : 10.0 * i, 10))
                        .toList(),
                0,
                null,
                new Effort(2_000_000_000, 5),
                List.of(NASTY));
        Report.Setup setup = new Report.Setup("10 connections to " + NASTY, List.of(new Report.Line("a", NASTY)));
        return ReportBuilder.build(plan, setup, Map.of(view, 8L), outcome);
    }
}
