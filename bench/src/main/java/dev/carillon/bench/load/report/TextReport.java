package dev.carillon.bench.load.report;

import dev.carillon.bench.load.account.Tally;
import dev.carillon.bench.load.gateway.Reconciliation;
import dev.carillon.bench.load.plan.Role;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** The report as lines for a terminal. */
public final class TextReport {
    private final StringBuilder text = new StringBuilder();

    private TextReport() {}

    public static String of(Report report) {
        TextReport lines = new TextReport();
        lines.setup(report);
        lines.latencies(report);
        lines.account(report);
        lines.own(report);
        return lines.text.toString();
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation is not on the class path
    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }

    private void setup(Report report) {
        line("");
        line("%s", report.setup().title());
        Report.Comings comings = report.comings();
        line(
                "opened %,d connections, all in after %.2f s; %s",
                comings.opened(), comings.seconds(), openings(comings.first()));
        if (comings.again().opening().count() > 0) {
            line("reopened %,d times; %s", comings.again().opening().count(), openings(comings.again()));
        }
        if (comings.storm() != null) {
            line("%s", storm(comings.storm()));
        }
        reasons("refused", comings.refused());
        reasons("ended", comings.ended());
    }

    private static String openings(Report.Openings openings) {
        return String.format(
                Locale.ROOT,
                "handshake p50 %.1f ms, p99 %.1f ms; until the first message p50 %.1f ms, p99 %.1f ms",
                openings.opening().p50(),
                openings.opening().p99(),
                openings.subscribed().p50(),
                openings.subscribed().p99());
    }

    /** Also for the page. */
    static String storm(Report.StormReport storm) {
        String back = storm.outside() == 0
                ? String.format(Locale.ROOT, "all back after %.2f s", storm.openSeconds())
                : String.format(Locale.ROOT, "%,d never came back", storm.outside());
        String subscribed = storm.silent() == 0
                ? String.format(Locale.ROOT, "all subscribed after %.2f s", storm.subscribedSeconds())
                : String.format(Locale.ROOT, "%,d never heard anything again", storm.silent());
        if (storm.silent() == 0 && storm.subscribedSeconds() == 0) {
            subscribed = "none of them can tell when it is subscribed";
        }
        return String.format(
                Locale.ROOT,
                "storm at %s s: %,d left; %s, %s",
                Charts.number(storm.at()),
                storm.left(),
                back,
                subscribed);
    }

    private void reasons(String what, SortedMap<String, Long> reasons) {
        for (Map.Entry<String, Long> reason : reasons.entrySet()) {
            line("  %s %,d times: %s", what, reason.getValue(), reason.getKey());
        }
    }

    private void latencies(Report report) {
        if (report.steps().isEmpty()) {
            return;
        }
        line("");
        line(
                "%10s %14s %14s %14s %14s   %9s %9s %9s %9s %9s ms",
                "events/s", "offered/s", "received/s", "due", "received", "p50", "p90", "p99", "p99.9", "max");
        for (Report.Step step : report.steps()) {
            line(
                    "%10.1f %,14.0f %,14.0f %,14d %,14d   %s",
                    step.rate(), step.offered(), step.delivered(), step.due(), step.received(), times(step.latency()));
        }
        if (report.roles().size() > 1 || report.steps().size() > 1) {
            for (Report.RoleLatency role : report.roles()) {
                line(
                        "%10s %14s %14s %14s %,14d   %s",
                        role.role(), "", "", "", role.latency().count(), times(role.latency()));
            }
        }
    }

    private static String times(Summary of) {
        return String.format(
                Locale.ROOT, "%9.2f %9.2f %9.2f %9.2f %9.2f", of.p50(), of.p90(), of.p99(), of.p999(), of.max());
    }

    private void account(Report report) {
        line("");
        line(
                "%10s %12s %14s %14s %10s %10s %10s %7s %7s %10s %8s",
                "clients", "", "due", "received", "missing", "cut", "away", "twice", "order", "forbidden", "damaged");
        for (Role role : Role.values()) {
            Tally tally = report.account().of(role);
            if (tally.connections() > 0) {
                line(
                        "%10s %,12d %,14d %,14d %,10d %,10d %,10d %,7d %,7d %,10d %,8d",
                        role.label(),
                        tally.connections(),
                        tally.due(),
                        tally.received(),
                        tally.unheard().missing(),
                        tally.unheard().cut(),
                        tally.unheard().away(),
                        tally.defects().duplicates(),
                        tally.defects().outOfOrder(),
                        tally.defects().forbidden(),
                        tally.defects().damaged());
            }
        }
        report.account().findings().forEach(finding -> line("  %s", finding));
        long more =
                report.account().withFindings() - report.account().findings().size();
        if (more > 0) {
            line("  and %,d connections more", more);
        }
    }

    private void own(Report report) {
        line("");
        if (report.gateway() != null) {
            for (Reconciliation.Check check : report.gateway().checks()) {
                line("gateway    %s  %s", check.finding().label(), check.words());
            }
            report.gateway().counted().shed().forEach((reason, count) -> {
                if (count > 0) {
                    line("gateway           shed %,d: %s", count, reason);
                }
            });
        }
        Report.Own own = report.own();
        line(
                "generator  %.2f s CPU (%.3f s a million deliveries, publisher %.2f s), events handed over p99 %.2f ms late,"
                        + " loops p99 %.2f ms, max %.0f ms late, %d ms in garbage collection",
                own.cpuSeconds(),
                own.cpuSecondsPerMillion(),
                own.publisherCpuSeconds(),
                own.late().p99(),
                own.lag().p99(),
                own.lag().max(),
                own.pausesMillis());
        report.notes().forEach(note -> line("note       %s", note));
        for (String reason : report.verdict().reasons()) {
            line("%-10s %s", report.verdict().good() ? "good" : "BAD", reason);
        }
    }
}
