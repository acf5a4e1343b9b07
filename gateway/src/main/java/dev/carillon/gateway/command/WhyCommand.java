package dev.carillon.gateway.command;

import dev.carillon.gateway.config.GatewayConfig;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks the running gateway why a user gets the events of a content type, or does not. */
@Command(
        name = "why",
        description = {
            "Tells why a user gets the events of a content type, or why not: their connections, the permission and the"
                    + " group that let them see it, when that was read, and what was missed. Asks the running gateway."
        },
        footer = {
            "%nExamples:",
            "  carillon why --username ada --content-type shop.order",
            "  carillon why --user 7 --content-type 9 --json --admin http://127.0.0.1:9888"
        })
final class WhyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config;

    @Mixin
    private final AdminOption admin = new AdminOption();

    @ArgGroup(multiplicity = "1")
    private final WhoOption who = new WhoOption();

    @Option(
            names = {"-t", "--content-type"},
            paramLabel = "TYPE",
            required = true,
            description = "Its id, or app_label.model, like shop.order.")
    private String type = "";

    @Option(names = "--json", description = "Print JSON instead of words.")
    private boolean json;

    WhyCommand(ConfigOption config) {
        this.config = config;
    }

    @Override
    public Integer call() throws Exception {
        GatewayConfig settings = config.read();
        Map<String, String> query = Map.of("user", who.user(), "content_type", type);
        String accept = json ? "application/json" : "text/plain";
        String answer = admin.ask(settings, client -> client.get("/why", query, accept))
                .body()
                .strip();
        spec.commandLine().getOut().println(answer);
        return 0;
    }
}
