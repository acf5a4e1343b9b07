package dev.carillon.gateway.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tries everything that serving needs. */
@Command(
        name = "check",
        description =
                "Reads the configuration, tries the database, its tables, Redis and the keys of JWTs, and says for"
                        + " each problem what to do. Ends with 0 when there is none, else with 1.",
        footer = {"%nExample:", "  carillon check --config carillon.yaml"})
final class CheckCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config;

    private final Seams.Probe probe;

    CheckCommand(ConfigOption config, Seams.Probe probe) {
        this.config = config;
        this.probe = probe;
    }

    @Override
    public Integer call() throws Exception {
        List<Seams.Finding> findings = probe.probe(config.readForSite());
        PrintWriter out = spec.commandLine().getOut();
        out.println("ok       configuration: complete");
        for (Seams.Finding finding : findings) {
            out.println((finding.good() ? "ok       " : "PROBLEM  ") + finding.subject() + ": " + finding.words());
        }
        return findings.stream().allMatch(Seams.Finding::good) ? 0 : 1;
    }
}
