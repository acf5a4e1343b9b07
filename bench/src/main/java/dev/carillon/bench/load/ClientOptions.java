package dev.carillon.bench.load;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many clients there are, how they read, come and go. */
final class ClientOptions {
    @Option(
            names = {"-n", "--connections"},
            paramLabel = "N",
            description = "Connections. Default: ${DEFAULT-VALUE}.")
    int connections = 100;

    @Option(
            names = "--connect-rate",
            paramLabel = "RATE",
            description = "Connections opened a second; 0 for as fast as possible. Default: ${DEFAULT-VALUE}.")
    double connectRate;

    @Option(
            names = "--connect-at-once",
            paramLabel = "N",
            description = "Openings under way at most, at the begin and in a storm. Default: ${DEFAULT-VALUE}.")
    int atOnce = 500;

    @Option(
            names = "--connect-timeout",
            paramLabel = "TIME",
            description = "How long an opening may take. Default: ${DEFAULT-VALUE}.")
    String connectTimeout = "10s";

    @Option(
            names = "--settle",
            paramLabel = "TIME",
            description = {
                "How long a client may take from its token to being subscribed: at the begin it is waited for so long, and"
                        + " one that comes back must get all that is published later. Default: ${DEFAULT-VALUE}."
            })
    String settle = "10s";

    @Option(
            names = "--sources",
            paramLabel = "N",
            description = {
                "Addresses of 127.1.0.0/16 to connect from, in turn, for loopback targets only. Default: one for each 5000"
                        + " connections, where more than 5000 go to a loopback address."
            })
    @Nullable
    Integer sources;

    @Option(
            names = "--slow",
            paramLabel = "SHARE",
            description = "Clients that read more slowly than events come, as 10%%. Default: none.")
    String slow = "0";

    @Option(
            names = "--slow-rate",
            paramLabel = "FRACTION",
            description = "How much of what comes for it a slow client reads. Default: ${DEFAULT-VALUE}.")
    String slowRate = "0.1";

    @Option(
            names = "--stalled",
            paramLabel = "SHARE",
            description = {
                "Clients that do not read at all while events are published, as 10%%. These and the slow read on after the"
                        + " last event, so that what they got can be counted. Default: none."
            })
    String stalled = "0";

    @Option(
            names = "--slow-buffer",
            paramLabel = "SIZE",
            description = "Receive buffer of the slow and the stalled. Default: the system's.")
    String slowBuffer = "0";

    @Option(
            names = "--churn",
            paramLabel = "RATE",
            description = "Reading clients that leave and come back a second. Default: ${DEFAULT-VALUE}.")
    double churn;

    @Option(names = "--reset", description = "Those that leave reset their connection instead of closing it.")
    boolean reset;

    @Option(
            names = "--storm",
            paramLabel = "TIME",
            description = {
                "So long after the first event all connections are dropped at once, and come back; the run ends when each is"
                        + " heard to be subscribed again. With a token file: keep its tokens fresh."
            })
    @Nullable
    String storm;

    @Option(
            names = "--processes",
            paramLabel = "N",
            description = {
                "Processes that share the connections; 0 for as many as the descriptor limit asks for."
                        + " Default: ${DEFAULT-VALUE}."
            })
    int processes;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Event loops of each process. Default: ${DEFAULT-VALUE}.")
    int threads = 1;
}
