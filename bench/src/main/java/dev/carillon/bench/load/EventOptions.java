package dev.carillon.bench.load;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is published, and what is told about it. */
final class EventOptions {
    @Option(
            names = {"-r", "--rate"},
            paramLabel = "RATE",
            description = {
                "Events a second; several rates are a ramp: 100,200,400, or 100..500+100, or 100..1600*2.",
                "Without it nothing is published, and connections are only held."
            })
    @Nullable
    String rate;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            description = "How long each rate lasts. Default: ${DEFAULT-VALUE}.")
    String duration = "10s";

    @Option(
            names = {"-s", "--size"},
            paramLabel = "SIZE",
            description = "Bytes of an event. Default: ${DEFAULT-VALUE}.")
    String size = "200";

    @Option(
            names = "--types",
            paramLabel = "IDS",
            description = {
                "Content types of the events, in turn, as in 7,8,10-12. Default: all that the users or the token file's"
                        + " lines may see."
            })
    @Nullable
    String types;

    @Option(
            names = "--publish",
            paramLabel = "URL",
            description = {
                "Where to: a Redis (redis://, rediss://, unix://), or a gateway's admin port (http://), which posts to"
                        + " /events. Default: the Redis of --config, or its admin port if its bus is inside the process."
            })
    @Nullable
    String publish;

    @Option(
            names = "--channel",
            paramLabel = "NAME",
            description = "Redis channel. Default: that of --config, else 'events'.")
    @Nullable
    String channel;

    @Option(
            names = "--metrics",
            paramLabel = "URL",
            description = {
                "A gateway's /metrics, to compare its counters with the clients'; repeat it for several gateways."
                        + " Default: that of --config. 'none' for none."
            })
    List<String> metrics = new ArrayList<>();

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            description = {
                "After the last event, how long nothing may come before what is missing is given up."
                        + " Default: ${DEFAULT-VALUE}."
            })
    String drain = "5s";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PREFIX",
            description = {
                "Name of the report's files, before .json and .html."
                        + " Default: bench/target/load/ with the date and time."
            })
    @Nullable
    Path output;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress line.")
    boolean quiet;

    /** Whether a metrics URL was given, rather than a no. */
    List<URI> metricsUrls() {
        return metrics.stream()
                .filter(url -> !url.equals("none"))
                .map(URI::create)
                .toList();
    }
}
