package dev.carillon.bench.baseline;

import dev.carillon.bench.baseline.Comparison.Change;
import dev.carillon.bench.baseline.Comparison.Line;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what changed against a baseline; its exit status tells whether anything got worse. */
@Command(
        name = "compare-with-baseline",
        mixinStandardHelpOptions = true,
        description = "Says what got slower or allocates more: by more than the tolerance, and beyond both errors.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:nothing is worse",
            "1:something is worse",
            "2:there is nothing to compare, or it cannot be told"
        })
@SuppressWarnings("NullAway.Init")
public final class CompareMain implements Callable<Integer> {
    private static final int WORSE = 1;
    private static final int NOTHING_TO_COMPARE = 2;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", description = "JMH's JSON results of before.")
    private Path baseline;

    @Parameters(index = "1", description = "JMH's JSON results of now.")
    private Path now;

    @Option(
            names = "--tolerance",
            paramLabel = "PERCENT",
            defaultValue = "10",
            description = "By how much everything may be worse (default: ${DEFAULT-VALUE}).")
    private double tolerance;

    /** Runs and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new CompareMain()).execute(args));
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            Map<String, Measurement> before = Results.read(baseline);
            Map<String, Measurement> after = Results.read(now);
            checkLengths(before, after);
            Comparison comparison = new Comparison(before, after, tolerance / 100);
            if (comparison.lines().stream().noneMatch(line -> line.before() != null && line.now() != null)) {
                throw new IOException("no benchmark, with its parameters, is in both");
            }
            comparison.lines().forEach(line -> print(out, line));
            out.println(Arrays.stream(Change.values())
                    .filter(change -> comparison.count(change) > 0)
                    .map(change -> comparison.count(change) + " " + change.words())
                    .collect(Collectors.joining(", ", "", " (tolerance " + tolerance + " %)")));
            return comparison.isWorse() ? WORSE : comparison.isTold() ? 0 : NOTHING_TO_COMPARE;
        } catch (IOException e) {
            spec.commandLine().getErr().println("cannot compare: " + e.getMessage());
            return NOTHING_TO_COMPARE;
        }
    }

    /** A short run warms up less, and so is slower: that would be taken for a change. */
    private static void checkLengths(Map<String, Measurement> before, Map<String, Measurement> after)
            throws IOException {
        for (Measurement one : after.values()) {
            Measurement other = before.get(one.name());
            if (other != null && !other.length().equals(one.length())) {
                throw new IOException(
                        one.name() + " was measured with " + other.length() + " before, and now with " + one.length());
            }
        }
    }

    private static void print(PrintWriter out, Line line) {
        out.printf(
                "%-90s %24s %24s %8s  %s%n",
                line.name(),
                format(line.before()),
                format(line.now()),
                change(line.before(), line.now()),
                line.change().words());
    }

    private static String format(@Nullable Figure figure) {
        return figure == null ? "-" : figure.format();
    }

    private static String change(@Nullable Figure before, @Nullable Figure now) {
        return before == null || now == null || before.mean() == 0
                ? ""
                : String.format(Locale.ROOT, "%+.0f %%", 100 * (now.mean() / before.mean() - 1));
    }
}
