package dev.carillon.bench.load.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.bench.load.account.Tally;
import dev.carillon.bench.load.plan.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** The report as one web page that needs nothing else, and is well-formed XML too. */
public final class HtmlReport {
    private final StringBuilder page = new StringBuilder();

    private HtmlReport() {}

    public static String of(Report report) {
        HtmlReport html = new HtmlReport();
        html.head(report);
        html.setup(report);
        if (!report.steps().isEmpty()) {
            html.section("Latency", html.latency(report));
        }
        if (!report.seconds().isEmpty()) {
            StringBuilder charts = new StringBuilder();
            Charts.overTime(report).forEach(chart -> charts.append(ChartSvg.draw(chart)));
            html.section("Over time", charts.toString());
        }
        html.section("Account", html.account(report));
        html.section("Connections", html.comings(report));
        html.section("The generator itself", html.own(report));
        html.page.append("</main></body></html>\n");
        return html.page.toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private void head(Report report) {
        String title = escape(report.setup().title());
        page.append("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\"><head>")
                .append("<meta charset=\"utf-8\"/><title>")
                .append(title)
                .append("</title><style>\n")
                .append(escape(style()))
                .append("</style></head><body><main>\n<h1>")
                .append(title)
                .append("</h1>\n");
        boolean good = report.verdict().good();
        for (String reason : report.verdict().reasons()) {
            page.append("<p class=\"").append(good ? "good" : "bad").append("\">");
            page.append(escape(reason)).append("</p>\n");
        }
    }

    private static String style() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            return new String(Objects.requireNonNull(in, "report.css").readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void section(String title, String content) {
        page.append("<section><h2>").append(escape(title)).append("</h2>\n");
        page.append(content).append("</section>\n");
    }

    private void setup(Report report) {
        StringBuilder list = new StringBuilder("<dl>\n");
        for (Report.Line line : report.setup().lines()) {
            list.append("<dt>").append(escape(line.name())).append("</dt>");
            list.append("<dd>").append(escape(line.value())).append("</dd>\n");
        }
        page.append(list).append("</dl>\n");
    }

    private String latency(Report report) {
        Stream<List<String>> steps = report.steps().stream()
                .map(step -> concat(
                        List.of(
                                Charts.number(step.rate()),
                                Charts.number(step.offered()),
                                Charts.number(step.delivered()),
                                count(step.published()),
                                count(step.due()),
                                count(step.received())),
                        times(step.latency())));
        Stream<List<String>> roles = report.roles().stream()
                .map(role -> concat(
                        List.of(
                                "all " + role.role(),
                                "",
                                "",
                                "",
                                "",
                                count(role.latency().count())),
                        times(role.latency())));
        return ChartSvg.draw(Charts.percentiles(report))
                + table(
                        List.of(
                                "events/s",
                                "offered/s",
                                "received/s",
                                "events",
                                "due",
                                "received",
                                "p50 ms",
                                "p90",
                                "p99",
                                "p99.9",
                                "max"),
                        Stream.concat(steps, roles).toList());
    }

    private String account(Report report) {
        List<List<String>> rows = Stream.of(Role.values())
                .filter(role -> report.account().of(role).connections() > 0)
                .map(role -> row(role, report.account().of(role)))
                .toList();
        StringBuilder text = new StringBuilder(table(
                List.of(
                        "clients",
                        "connections",
                        "due",
                        "received",
                        "missing",
                        "cut",
                        "away",
                        "twice",
                        "out of order",
                        "forbidden",
                        "damaged"),
                rows));
        text.append(
                        "<p>Due = received + missing + cut + away. Cut: published while the connection was down and the client")
                .append(" had not wanted it; away: while it had left by itself.</p>\n");
        text.append(list(report.account().findings()));
        if (report.gateway() != null) {
            text.append("<p>The gateway's own counters:</p>\n")
                    .append(list(report.gateway().checks().stream()
                            .map(check -> check.finding().label() + " " + check.words())
                            .toList()))
                    .append(list(report.gateway().counted().shed().entrySet().stream()
                            .filter(shed -> shed.getValue() > 0)
                            .map(shed -> "shed " + count(shed.getValue()) + ": " + shed.getKey())
                            .toList()));
        }
        return text.append(list(report.notes())).toString();
    }

    private static List<String> row(Role role, Tally tally) {
        return concat(
                List.of(role.label()),
                Stream.of(
                                tally.connections(),
                                tally.due(),
                                tally.received(),
                                tally.unheard().missing(),
                                tally.unheard().cut(),
                                tally.unheard().away(),
                                tally.defects().duplicates(),
                                tally.defects().outOfOrder(),
                                tally.defects().forbidden(),
                                tally.defects().damaged())
                        .map(HtmlReport::count)
                        .toList());
    }

    private String comings(Report report) {
        Report.Comings comings = report.comings();
        List<List<String>> rows = new ArrayList<>();
        rows.add(opening("handshake", comings.first().opening()));
        rows.add(opening("until the first message", comings.first().subscribed()));
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "all open after %.2f s", comings.seconds()));
        if (comings.again().opening().count() > 0) {
            rows.add(opening("handshake, coming back", comings.again().opening()));
            rows.add(opening(
                    "until the first message, coming back", comings.again().subscribed()));
        }
        if (comings.storm() != null) {
            lines.add(TextReport.storm(comings.storm()));
        }
        comings.refused().forEach((reason, times) -> lines.add("refused " + count(times) + " times: " + reason));
        comings.ended().forEach((reason, times) -> lines.add("ended " + count(times) + " times: " + reason));
        return table(List.of("", "count", "p50 ms", "p90", "p99", "p99.9", "max"), rows) + list(lines);
    }

    private static List<String> opening(String what, Summary times) {
        return concat(List.of(what, count(times.count())), times(times));
    }

    private String own(Report report) {
        Report.Own own = report.own();
        return list(List.of(
                String.format(
                        Locale.ROOT,
                        "%.2f s of CPU, %.3f s a million deliveries; the publisher %.2f s of them",
                        own.cpuSeconds(),
                        own.cpuSecondsPerMillion(),
                        own.publisherCpuSeconds()),
                String.format(
                        Locale.ROOT,
                        "events were handed over late by %.2f ms at p99, %.2f ms at most",
                        own.late().p99(),
                        own.late().max()),
                String.format(
                        Locale.ROOT,
                        "its loops were late by %.2f ms at p99, %.2f ms at most; %d ms went into garbage collection",
                        own.lag().p99(),
                        own.lag().max(),
                        own.pausesMillis())));
    }

    private static String table(List<String> heads, List<List<String>> rows) {
        StringBuilder table = new StringBuilder("<table><thead><tr>");
        heads.forEach(head -> table.append("<th>").append(escape(head)).append("</th>"));
        table.append("</tr></thead><tbody>\n");
        for (List<String> row : rows) {
            table.append("<tr>");
            row.forEach(cell -> table.append("<td>").append(escape(cell)).append("</td>"));
            table.append("</tr>\n");
        }
        return table.append("</tbody></table>\n").toString();
    }

    private static String list(List<String> lines) {
        if (lines.isEmpty()) {
            return "";
        }
        StringBuilder list = new StringBuilder("<ul>\n");
        lines.forEach(line -> list.append("<li>").append(escape(line)).append("</li>\n"));
        return list.append("</ul>\n").toString();
    }

    private static List<String> times(Summary of) {
        return Stream.of(of.p50(), of.p90(), of.p99(), of.p999(), of.max())
                .map(value -> String.format(Locale.ROOT, "%.2f", value))
                .toList();
    }

    private static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static List<String> concat(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }
}
