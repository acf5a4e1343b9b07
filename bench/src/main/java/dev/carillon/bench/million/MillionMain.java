package dev.carillon.bench.million;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of {@code bench/million}. */
@Command(
        name = "million",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "One gateway's loops with a million authenticated subscribers on connections in memory: heap for each,"
                        + " time of one event to all, time of a change of one group's permission.")
@SuppressWarnings("NullAway.Init")
public final class MillionMain implements Callable<Integer> {
    private static final int LEAST_EVENT = 200;

    @Spec
    private CommandSpec spec;

    @Option(names = "--subscribers", defaultValue = "1000000", description = "How many (default: ${DEFAULT-VALUE}).")
    private int subscribers;

    @Option(names = "--groups", defaultValue = "10", description = "Groups of users (default: ${DEFAULT-VALUE}).")
    private int groups;

    @Option(names = "--types", defaultValue = "200", description = "Content types (default: ${DEFAULT-VALUE}).")
    private int types;

    @Option(names = "--loops", defaultValue = "0", description = "Event loops; 0 for one a processor.")
    private int loops;

    @Option(names = "--deflate", description = "All negotiate permessage-deflate.")
    private boolean deflate;

    @Option(names = "--size", defaultValue = "200", description = "Bytes of an event (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(names = "--events", defaultValue = "11", description = "Events to all (default: ${DEFAULT-VALUE}).")
    private int events;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes all figures there, too.")
    private @Nullable Path json;

    /** Runs and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new MillionMain()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        if (subscribers < 1 || groups < 1 || types < groups || events < 1 || size < LEAST_EVENT) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "there must be subscribers, groups, events, a content type for each group, and " + LEAST_EVENT
                            + " bytes for an event");
        }
        int loopCount = loops > 0 ? loops : Runtime.getRuntime().availableProcessors();
        Report.Crowd crowd = new Report.Crowd(subscribers, groups, types, loopCount, deflate, size);
        try (Million million = new Million(crowd)) {
            Report report = million.run(events);
            report.print(spec.commandLine().getOut());
            if (json != null) {
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), report);
            }
        }
        return 0;
    }
}
