package dev.carillon.bench.load;

import dev.carillon.bench.load.credential.CredentialException;
import dev.carillon.bench.load.gateway.GatewayWatch;
import dev.carillon.bench.load.publish.Outlet;
import dev.carillon.bench.load.report.Report;
import dev.carillon.bench.load.report.ReportBuilder;
import dev.carillon.bench.load.report.ReportFiles;
import dev.carillon.bench.load.report.TextReport;
import dev.carillon.bench.load.run.Audience;
import dev.carillon.bench.load.run.Crews;
import dev.carillon.bench.load.run.LoadException;
import dev.carillon.bench.load.run.LoadRun;
import dev.carillon.bench.load.run.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line of the load generator. */
@Command(
        name = "bench/load",
        sortOptions = false,
        usageHelpWidth = 100,
        customSynopsis = "bench/load [OPTION]... [URL]...%n",
        description = {
            "Loads a WebSocket gateway as its users would, and accounts for every event that each of them was to get.%n",
            "Events are published by the clock, however late the server is, and latencies count from an event's intended"
                    + " time. Ctrl-C ends a run early, with its report.%n"
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:every delivery is accounted for by the clients; where the gateway's counters could not be compared, the last"
                    + " line says so",
            "1:something was lost, doubled, out of order, damaged or forbidden, a client that left is not subscribed again,"
                    + " or the gateway's counters disagree",
            "2:the command line is wrong, or there was no run: not all connections came about"
        },
        footer = {
            "%nExamples:",
            "  bench/load -c carillon.yaml -u 1-4 -n 1000 -r 100 -d 30s",
            "  bench/load -c carillon.yaml -u 1-4 -n 1000 -r '100..3200*2' -d 5s      a ramp",
            "  bench/load -c carillon.yaml -u 1-4 -n 1000 -r 100 --slow 10%% --stalled 10%% --churn 20",
            "  bench/load -c carillon.yaml -u 1-4 -n 50000 -r 10 -d 60s --storm 20s --settle 30s      all reconnect",
            "  bench/load ws://127.0.0.1:8888/ -t tokens.txt --types 7,8 -r 50 --publish redis://127.0.0.1:6379"
        })
public final class LoadMain implements Callable<Integer> {
    private static final int LOSSES = 1;
    private static final int NO_RUN = 2;
    private static final long REPORT_SECONDS = 60;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin(name = "Where to, and as whom")
    private final TargetOptions target = new TargetOptions();

    @Mixin(name = "Clients")
    private final ClientOptions clients = new ClientOptions();

    @Mixin(name = "Events and report")
    private final EventOptions events = new EventOptions();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    private final Map<String, String> environment;
    private final Consumer<LoadRun> begun;

    private LoadMain(Map<String, String> environment, Consumer<LoadRun> begun) {
        this.environment = environment;
        this.begun = begun;
    }

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Interrupt interrupt = new Interrupt();
        int status = commandLine(System.getenv(), interrupt::watch)
                .setOut(out)
                .setErr(err)
                .execute(args);
        out.flush();
        err.flush();
        interrupt.done(status);
        System.exit(status);
    }

    /** @param begun is handed the run, to be able to stop it */
    static CommandLine commandLine(Map<String, String> environment, Consumer<LoadRun> begun) {
        return HelpSections.of(new CommandLine(new LoadMain(environment, begun)))
                .setParameterExceptionHandler((problem, args) -> misused(problem))
                .setExecutionExceptionHandler((failure, command, result) -> failed(failure, command.getErr()));
    }

    private static int misused(ParameterException problem) {
        PrintWriter err = problem.getCommandLine().getErr();
        err.println("load: " + problem.getMessage());
        UnmatchedArgumentException.printSuggestions(problem, err);
        err.println("Try 'bench/load --help'.");
        return NO_RUN;
    }

    private static int failed(Exception failure, PrintWriter err) {
        switch (failure) {
            case LoadException expected -> err.println("load: " + expected.getMessage());
            case CredentialException expected -> err.println("load: " + expected.getMessage());
            case IOException expected -> err.println("load: " + expected.getMessage());
            case IllegalArgumentException expected -> err.println("load: " + expected.getMessage());
            default -> {
                err.println("load: unexpected failure; please report this:");
                failure.printStackTrace(err);
            }
        }
        return NO_RUN;
    }

    @Override
    public Integer call() throws Exception {
        LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
        Planner.Planned planned = new Planner(target, clients, events, environment).plan();
        long drain = Values.nanos(events.drain);
        Path output = output(now);
        ReportFiles.check(output);
        Audience audience = Audience.of(planned.plan(), planned.credentials());
        try (Outlet outlet = outlet(planned);
                GatewayWatch gateway = gateway(planned);
                Crews crews = Crews.of(planned.plan(), planned.credentials())) {
            Progress progress = new Progress(spec.commandLine().getErr(), mode());
            LoadRun run =
                    new LoadRun(planned.plan(), crews, audience, new LoadRun.Parts(outlet, gateway, progress, drain));
            begun.accept(run);
            Report report = ReportBuilder.build(
                    planned.plan(),
                    Setup.of(planned.plan(), outlet == null ? null : outlet.where(), now),
                    audience.reading(),
                    run.run());
            PrintWriter out = spec.commandLine().getOut();
            out.print(TextReport.of(report));
            ReportFiles.write(report, output).forEach(file -> out.println("report     " + file));
            return report.verdict().good() ? 0 : LOSSES;
        }
    }

    private static @Nullable Outlet outlet(Planner.Planned planned) throws IOException {
        return planned.publishTo() == null ? null : Outlet.connect(planned.publishTo(), planned.channel());
    }

    /** Asks once, so that a wrong address is told before the run. */
    private static @Nullable GatewayWatch gateway(Planner.Planned planned) throws IOException, InterruptedException {
        if (planned.metrics().isEmpty()) {
            return null;
        }
        GatewayWatch watch = new GatewayWatch(planned.metrics());
        try {
            watch.read();
            return watch;
        } catch (IOException e) {
            watch.close();
            throw new IOException(e.getMessage() + "; name the gateway's --metrics, or say --metrics none", e);
        }
    }

    @SuppressWarnings("SystemConsoleNull") // with Java 25 it is null again where there is no terminal
    private Progress.Mode mode() {
        if (events.quiet) {
            return Progress.Mode.NONE;
        }
        return System.console() != null && System.console().isTerminal() ? Progress.Mode.TERMINAL : Progress.Mode.LINES;
    }

    private Path output(LocalDateTime now) {
        if (events.output != null) {
            return events.output;
        }
        String folder = System.getProperty("carillon.load.reports", "load-reports");
        return Path.of(folder, now.format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT)));
    }

    /** Turns the end of the JVM that Ctrl-C begins into a run's early end, and waits for its report. */
    private static final class Interrupt {
        private final CountDownLatch finished = new CountDownLatch(1);
        private volatile int status;

        void watch(LoadRun run) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(run), "load-interrupt"));
        }

        private void end(LoadRun run) {
            if (finished.getCount() == 0) {
                return;
            }
            run.stop();
            try {
                if (finished.await(REPORT_SECONDS, TimeUnit.SECONDS)) {
                    Runtime.getRuntime().halt(status);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void done(int exit) {
            status = exit;
            finished.countDown();
        }
    }
}
