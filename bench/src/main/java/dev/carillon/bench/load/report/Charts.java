package dev.carillon.bench.load.report;

import dev.carillon.bench.load.report.Chart.Place;
import dev.carillon.bench.load.report.Chart.Series;
import dev.carillon.bench.load.report.Chart.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The charts of a report. */
final class Charts {
    private static final int MOST_LINES = 8;
    private static final int TICKS = 10;
    private static final List<String> PERCENTILES =
            List.of("0", "90", "99", "99.9", "99.99", "99.999", "99.9999", "99.99999");

    private Charts() {}

    /** Latency over percentile, the axis stretched towards 100 % as HdrHistogram's plots do. */
    static Chart percentiles(Report report) {
        List<Series> series = new ArrayList<>();
        List<Report.Step> steps =
                report.steps().stream().filter(step -> step.received() > 0).toList();
        int lines = Math.min(steps.size(), MOST_LINES);
        double most = 1;
        for (int i = 0; i < lines; i++) {
            Report.Step step = steps.get(lines == 1 ? 0 : i * (steps.size() - 1) / (lines - 1));
            List<Place> places = step.curve().stream()
                    .filter(point -> point.percentile() < 100)
                    .map(point -> new Place(stretched(point.percentile()), point.millis()))
                    .toList();
            most = Math.max(most, places.isEmpty() ? 0 : places.getLast().x());
            series.add(new Series(number(step.rate()) + " events/s", places));
        }
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i < PERCENTILES.size() && i <= Math.ceil(most); i++) {
            ticks.add(new Tick(i, PERCENTILES.get(i) + "%"));
        }
        return new Chart("Latency by percentile", "ms", true, "percentile", ticks, series);
    }

    /** 90 is at 1, 99 at 2, 99.9 at 3. */
    private static double stretched(double percentile) {
        return -Math.log10(1 - percentile / 100);
    }

    static List<Chart> overTime(Report report) {
        return List.of(
                chart(report, "Events published each second", "/s", List.of("sent"), List.of(Report.Second::sent)),
                chart(
                        report,
                        "Deliveries received each second",
                        "/s",
                        List.of("received"),
                        List.of(Report.Second::received)),
                chart(
                        report,
                        "Latency each second",
                        "ms",
                        List.of("p50", "p99"),
                        List.of(Report.Second::p50, Report.Second::p99)),
                chart(report, "Connections open", "", List.of("open"), List.of(Report.Second::open)));
    }

    private static Chart chart(
            Report report,
            String title,
            String unit,
            List<String> names,
            List<ToDoubleFunction<Report.Second>> values) {
        boolean logarithmic = unit.equals("ms");
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            ToDoubleFunction<Report.Second> value = values.get(i);
            series.add(new Series(
                    names.get(i),
                    report.seconds().stream()
                            .map(second -> new Place(second.at(), value.applyAsDouble(second)))
                            .filter(place -> !logarithmic || place.y() > 0)
                            .toList()));
        }
        return new Chart(title, unit, logarithmic, "seconds", timeTicks(report), series);
    }

    private static List<Tick> timeTicks(Report report) {
        double last =
                report.seconds().isEmpty() ? 1 : report.seconds().getLast().at();
        double step = Math.max(1, round(last / TICKS));
        List<Tick> ticks = new ArrayList<>();
        for (double at = 0; at <= last + step / 2; at += step) {
            ticks.add(new Tick(at, number(at)));
        }
        return ticks;
    }

    /** Up to 1, 2 or 5 times a power of ten. */
    static double round(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (int factor : new int[] {1, 2, 5}) {
            if (value <= factor * power) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    /** As few digits as tell it: 0.05, 2.5, 1,000, 2.5 M. */
    static String number(double value) {
        if (value >= 1e6) {
            return shortened(value / 1e6) + " M";
        }
        return value >= 100 ? String.format(Locale.ROOT, "%,.0f", value) : shortened(value);
    }

    private static String shortened(double value) {
        String text = String.format(Locale.ROOT, "%.4g", value);
        double rounded = Double.parseDouble(text);
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }
}
