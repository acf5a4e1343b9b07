package dev.carillon.bench.load.report;

import dev.carillon.bench.load.event.Schedule;
import dev.carillon.bench.load.event.View;
import dev.carillon.bench.load.measure.Latencies;
import dev.carillon.bench.load.measure.Latencies.Kind;
import dev.carillon.bench.load.measure.Storm;
import dev.carillon.bench.load.plan.Plan;
import dev.carillon.bench.load.plan.Role;
import dev.carillon.bench.load.plan.Traffic;
import dev.carillon.bench.load.report.Report.Comings;
import dev.carillon.bench.load.report.Report.Openings;
import dev.carillon.bench.load.report.Report.Own;
import dev.carillon.bench.load.report.Report.Point;
import dev.carillon.bench.load.report.Report.RoleLatency;
import dev.carillon.bench.load.report.Report.Step;
import dev.carillon.bench.load.report.Report.StormReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** Makes the report of what a run has left. */
public final class ReportBuilder {
    private static final double SECOND = 1e9;
    private static final double MILLI = 1e6;
    private static final int POINTS_PER_HALVING = 5;

    private ReportBuilder() {}

    /** @param reading how many reading clients have each view */
    public static Report build(Plan plan, Report.Setup setup, Map<View, Long> reading, Outcome outcome) {
        Latencies latencies = outcome.last().latencies();
        return new Report(
                setup,
                comings(plan, outcome),
                plan.traffic().publishes() ? steps(plan.traffic(), reading, outcome) : List.of(),
                roles(latencies),
                outcome.seconds(),
                outcome.account(),
                outcome.gateway(),
                own(outcome),
                outcome.notes(),
                Verdicts.of(
                        outcome.account(),
                        outcome.publishing().published(),
                        outcome.publishing().problem(),
                        outcome.silent(),
                        outcome.gateway()));
    }

    private static Comings comings(Plan plan, Outcome outcome) {
        Latencies latencies = outcome.last().latencies();
        Storm storm = outcome.last().storm();
        return new Comings(
                latencies.of(Kind.OPENING).getTotalCount(),
                outcome.openSeconds(),
                openings(latencies, Kind.OPENING, Kind.SUBSCRIBED),
                openings(latencies, Kind.REOPENING, Kind.RESUBSCRIBED),
                storm.left() == 0
                        ? null
                        : new StormReport(
                                plan.coming().stormNanos() / SECOND,
                                storm.left(),
                                storm.outside(),
                                storm.silent(),
                                storm.openNanos() / SECOND,
                                storm.subscribedNanos() / SECOND),
                outcome.last().refused(),
                outcome.last().ended());
    }

    private static Openings openings(Latencies latencies, Kind opening, Kind subscribed) {
        return new Openings(Summary.of(latencies.of(opening)), Summary.of(latencies.of(subscribed)));
    }

    private static List<Step> steps(Traffic traffic, Map<View, Long> reading, Outcome outcome) {
        Schedule schedule = traffic.schedule();
        long published = outcome.publishing().published().events();
        List<Step> steps = new ArrayList<>();
        for (int step = 0; step < schedule.steps(); step++) {
            long from = Math.min(schedule.firstOf(step), published);
            long to = Math.min(schedule.firstOf(step + 1), published);
            long due = reading.entrySet().stream()
                    .mapToLong(each -> each.getValue()
                            * (each.getKey().rankOf(to) - each.getKey().rankOf(from)))
                    .sum();
            Histogram latency = outcome.last().latencies().step(step);
            double offering = (to - from) / schedule.rate(step);
            double receiving = (outcome.last().latencies().lastNanos(step) - step * traffic.stepNanos()) / SECOND;
            steps.add(new Step(
                    schedule.rate(step),
                    to - from,
                    due,
                    latency.getTotalCount(),
                    to == from ? 0 : due / offering,
                    to == from ? 0 : latency.getTotalCount() / Math.max(offering, receiving),
                    Summary.of(latency),
                    curve(latency)));
        }
        return steps;
    }

    /** On HdrHistogram's own axis: so many points each time the rest is halved. */
    private static List<Point> curve(Histogram latency) {
        List<Point> points = new ArrayList<>();
        for (HistogramIterationValue each : latency.percentiles(POINTS_PER_HALVING)) {
            points.add(new Point(each.getPercentileLevelIteratedTo(), each.getValueIteratedTo() / MILLI));
        }
        return points;
    }

    private static List<RoleLatency> roles(Latencies latencies) {
        List<RoleLatency> roles = new ArrayList<>();
        add(roles, Role.READING, latencies.allSteps());
        add(roles, Role.SLOW, latencies.of(Kind.SLOW));
        add(roles, Role.STALLED, latencies.of(Kind.STALLED));
        return roles;
    }

    private static void add(List<RoleLatency> roles, Role role, Histogram latency) {
        if (latency.getTotalCount() > 0) {
            roles.add(new RoleLatency(role.label(), Summary.of(latency)));
        }
    }

    private static Own own(Outcome outcome) {
        double cpu = outcome.effort().cpuNanos() / SECOND;
        long received = outcome.last().counts().received();
        return new Own(
                cpu,
                received == 0 ? 0 : cpu / received * 1e6,
                outcome.publishing().cpuNanos() / SECOND,
                outcome.effort().pausesMillis(),
                Summary.of(outcome.publishing().lateness()),
                Summary.of(outcome.last().latencies().of(Kind.LAG)));
    }
}
