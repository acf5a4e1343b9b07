package dev.carillon.bench.load;

import dev.carillon.bench.load.plan.Plan;
import dev.carillon.bench.load.plan.Population;
import dev.carillon.bench.load.plan.Target;
import dev.carillon.bench.load.plan.Traffic;
import dev.carillon.bench.load.report.Report;
import dev.carillon.bench.load.report.Report.Line;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The run in words, for whoever reads the report later; without secrets. */
final class Setup {
    private Setup() {}

    /** @param published where events go; null for nowhere */
    static Report.Setup of(Plan plan, @Nullable String published, LocalDateTime now) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("date", now.format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT))));
        lines.add(new Line("machine", machine()));
        lines.add(new Line("clients", clients(plan)));
        if (published != null) {
            lines.add(new Line("events", events(plan.traffic()) + ", published through " + published));
        }
        return new Report.Setup(title(plan), lines);
    }

    private static String title(Plan plan) {
        String urls = plan.target().urls().stream().map(Target::withoutQuery).collect(Collectors.joining(", "));
        String rate = plan.traffic().publishes() ? ", " + rates(plan.traffic()) : ", held";
        return String.format(
                Locale.ROOT, "%,d connections to %s%s", plan.population().connections(), urls, rate);
    }

    private static String rates(Traffic traffic) {
        double first = traffic.rates().getFirst();
        double last = traffic.rates().getLast();
        String time = String.format(Locale.ROOT, "%.4g s", traffic.stepNanos() / 1e9);
        return traffic.rates().size() == 1
                ? number(first) + " events/s for " + time
                : number(first) + " to " + number(last) + " events/s in "
                        + traffic.rates().size() + " steps of " + time;
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String clients(Plan plan) {
        Population population = plan.population();
        StringBuilder text = new StringBuilder();
        text.append(plan.processes()).append(plan.processes() == 1 ? " process, " : " processes, ");
        text.append(plan.threads()).append(plan.threads() == 1 ? " loop each" : " loops each");
        if (plan.target().sources() > 0) {
            text.append(", from ").append(plan.target().sources()).append(" addresses");
        }
        if (population.slow() > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    ", %.4g%% slow (reading %.4g of what comes)",
                    population.slow() * 100,
                    population.slowRate()));
        }
        if (population.stalled() > 0) {
            text.append(String.format(Locale.ROOT, ", %.4g%% stalled", population.stalled() * 100));
        }
        if (plan.coming().churn() > 0) {
            text.append(String.format(
                    Locale.ROOT, ", %.4g reconnects/s", plan.coming().churn()));
        }
        if (plan.coming().stormNanos() >= 0) {
            text.append(String.format(
                    Locale.ROOT, ", all reconnect after %.4g s", plan.coming().stormNanos() / 1e9));
        }
        return text.append(plan.target().compression() ? ", compression offered" : "")
                .toString();
    }

    private static String events(Traffic traffic) {
        return traffic.size() + " bytes, content types "
                + traffic.types().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static String machine() {
        return processor() + ", " + Runtime.getRuntime().availableProcessors() + " processors, "
                + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", Java "
                + ManagementFactory.getRuntimeMXBean().getVmVersion();
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
