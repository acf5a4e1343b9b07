package dev.carillon.gateway.command;

import dev.carillon.gateway.config.ConfigPrinter;
import dev.carillon.gateway.config.ConfigReference;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the configuration. */
@Command(
        name = "config",
        description =
                "Prints the configuration that is in effect, as YAML, with where each value comes from. Secrets are"
                        + " hidden.",
        footer = {
            "%nExamples:",
            "  carillon config --config carillon.yaml",
            "  carillon config --reference | less",
        })
final class ConfigCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config;

    @Option(names = "--reference", description = "Print the reference of all settings instead, in Markdown.")
    private boolean reference;

    ConfigCommand(ConfigOption config) {
        this.config = config;
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        out.print(reference ? ConfigReference.markdown() : ConfigPrinter.print(config.effective()));
        return 0;
    }
}
