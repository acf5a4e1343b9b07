package dev.carillon.gateway.command;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the gateway with a site of its own making. */
@Command(
        name = "demo",
        description = {
            "Runs the gateway with sample users and sample events, and a page to watch them: no Django, database or"
                    + " Redis needed. Ends at Ctrl-C.",
        },
        footer = {"%nExample:", "  carillon demo"})
final class DemoCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Map<String, String> environment;
    private final Seams.DemoServer demo;

    DemoCommand(Map<String, String> environment, Seams.DemoServer demo) {
        this.environment = environment;
        this.demo = demo;
    }

    @Override
    public Integer call() throws Exception {
        AutoCloseable running = demo.start(environment, spec.commandLine().getOut());
        spec.commandLine().getOut().flush();
        return Lifetime.untilStopped(running);
    }
}
