package dev.carillon.gateway.command;

import dev.carillon.gateway.config.GatewayConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has the running gateway close connections. */
@Command(
        name = "disconnect",
        description = {
            "Closes every connection of a user, or everybody's, through the running gateway's admin port, with a reason"
                    + " that their clients are told.",
            "It keeps nobody away: whoever has a good token comes back. To keep a user out, deactivate them in Django."
        },
        footer = {
            "%nExamples:",
            "  carillon disconnect --username ada --reason 'please log in again'",
            "  carillon disconnect --everyone --over 2m --reason 'moving to another machine'"
        })
final class DisconnectCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config;

    @Mixin
    private final AdminOption admin = new AdminOption();

    @ArgGroup(multiplicity = "1")
    private final Whom whom = new Whom();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Text of the close frame, of 123 bytes at most. Default: disconnected by the operator")
    private @Nullable String reason;

    @Option(
            names = "--code",
            paramLabel = "CODE",
            description =
                    "Code of the close frame, from 4000 to 4999. Default: 4000, after which clients come back with"
                            + " a new token; 4403 asks them to stay away.")
    private @Nullable Integer code;

    @Option(
            names = "--over",
            paramLabel = "TIME",
            description = "With --everyone: how long it takes, like 30s or 2m, so that not all come back at once."
                    + " Default: a second for each 1000.")
    private @Nullable String over;

    DisconnectCommand(ConfigOption config) {
        this.config = config;
    }

    @Override
    public Integer call() throws Exception {
        GatewayConfig settings = config.read();
        Map<String, Object> wish = new LinkedHashMap<>();
        if (whom.everyone) {
            wish.put("everyone", true);
        } else {
            wish.put("user", whom.who.user());
        }
        put(wish, "reason", reason);
        put(wish, "code", code);
        put(wish, "over", over);
        spec.commandLine()
                .getOut()
                .println(admin.ask(settings, client -> client.post("/disconnect", wish))
                        .words());
        return 0;
    }

    private static void put(Map<String, Object> wish, String name, @Nullable Object value) {
        if (value != null) {
            wish.put(name, value);
        }
    }

    /** One of the three. */
    private static final class Whom {
        @ArgGroup(multiplicity = "1")
        private final WhoOption who = new WhoOption();

        @Option(names = "--everyone", description = "Everybody who is connected.")
        private boolean everyone;
    }
}
