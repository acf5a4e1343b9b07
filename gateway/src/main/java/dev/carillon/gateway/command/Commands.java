package dev.carillon.gateway.command;

import dev.carillon.gateway.config.ConfigException;
import dev.carillon.gateway.directory.DirectoryException;
import io.netty.util.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. What was asked for goes to standard output, all else to standard error; the exit status is 0 for
 * success, 1 for a problem found or a failure, 2 for a command line that is wrong.
 */
@Command(
        name = "carillon",
        description =
                "Pushes a Django site's events to web clients over WebSocket; each user gets what their permissions"
                        + " allow.%n",
        versionProvider = Commands.Versions.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done, or drained after SIGTERM",
            "1:a problem was found, or something failed; it is told on standard error",
            "2:the command line is wrong"
        },
        footer = {
            "%nExamples:",
            "  carillon demo                             try it out, with nothing else installed",
            "  carillon check --config carillon.yaml     find out what is missing",
            "  carillon serve --config carillon.yaml     run beside a Django site",
            "%n'carillon COMMAND --help' tells more. Every setting has a variable, CARILLON_*: 'carillon config'."
        })
@SuppressWarnings("UnusedVariable") // The options' fields: picocli itself acts on them.
public final class Commands {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the versions of carillon, java and netty.")
    private boolean version;

    private Commands() {}

    /** Does what the arguments say, and gives the exit status. */
    public static int execute(
            Seams seams,
            Map<String, String> environment,
            InputStream in,
            PrintWriter out,
            PrintWriter err,
            String... arguments) {
        return commandLine(seams, environment, in).setOut(out).setErr(err).execute(arguments);
    }

    private static CommandLine commandLine(Seams seams, Map<String, String> environment, InputStream in) {
        return new CommandLine(new Commands())
                .addSubcommand(new DemoCommand(environment, seams.demo()))
                .addSubcommand(new ServeCommand(new ConfigOption(environment), seams.server()))
                .addSubcommand(new CheckCommand(new ConfigOption(environment), seams.probe()))
                .addSubcommand(new TokenCommand(new ConfigOption(environment), seams.tokens()))
                .addSubcommand(new ConfigCommand(new ConfigOption(environment)))
                .addSubcommand(new PublishCommand(new ConfigOption(environment), in, seams.bus()))
                .addSubcommand(new WhyCommand(new ConfigOption(environment)))
                .addSubcommand(new DisconnectCommand(new ConfigOption(environment)))
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler(Commands::misused)
                .setExecutionExceptionHandler((failure, command, result) -> failed(failure, command.getErr()));
    }

    private static int misused(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("carillon: " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return 2;
    }

    private static int failed(Exception failure, PrintWriter err) {
        switch (failure) {
            case ConfigException config -> problems(config.problems(), err);
            case Seams.Failure expected -> err.println("carillon: " + expected.getMessage());
            case DirectoryException expected -> err.println("carillon: " + expected.getMessage());
            case IOException expected -> err.println("carillon: " + expected.getMessage());
            default -> {
                err.println("carillon: unexpected failure; please report this:");
                failure.printStackTrace(err);
            }
        }
        return 1;
    }

    private static void problems(List<ConfigException.Problem> problems, PrintWriter err) {
        err.println("carillon: the configuration has "
                + (problems.size() == 1 ? "a problem:" : problems.size() + " problems:"));
        problems.forEach(problem -> err.println("  " + problem));
    }

    /** Of the gateway, and of what it runs on. */
    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            Version netty = Version.identify().get("netty-common");
            return new String[] {
                "carillon " + own(),
                "java " + Runtime.version() + " (" + System.getProperty("java.vm.vendor") + ")",
                "netty " + (netty == null ? "unknown" : netty.artifactVersion())
            };
        }

        private static String own() {
            Properties properties = new Properties();
            try (InputStream resource =
                    Commands.class.getResourceAsStream("/dev/carillon/gateway/version.properties")) {
                if (resource != null) {
                    properties.load(resource);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return properties.getProperty("version", "unknown");
        }
    }
}
