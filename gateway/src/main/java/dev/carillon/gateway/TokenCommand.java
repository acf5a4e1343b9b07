package dev.carillon.gateway;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a token for trying out. */
@Command(
        name = "token",
        description = {
            "Prints a django-sesame token for a user of the site, as the site itself would make it.",
            "Whoever holds it is that user to the gateway and the site, for as long as sesame.max_age says."
        },
        footer = {
            "%nExamples:",
            "  carillon token --username alice --config carillon.yaml",
            "  (carillon token --user 1; cat) | python -m websockets ws://127.0.0.1:8888/"
        })
final class TokenCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config;

    @ArgGroup(multiplicity = "1")
    private final Who who = new Who();

    private final Seams.TokenMaker tokens;

    TokenCommand(ConfigOption config, Seams.TokenMaker tokens) {
        this.config = config;
        this.tokens = tokens;
    }

    @Override
    public Integer call() throws Exception {
        Seams.User user = new Seams.User(who.id, who.username);
        spec.commandLine().getOut().println(tokens.make(config.readForSite(), user));
        return 0;
    }

    /** One of the two. */
    private static final class Who {
        @Option(
                names = {"-u", "--user"},
                paramLabel = "ID",
                description = "The user's primary key, or the field that SESAME_PRIMARY_KEY_FIELD names.")
        private @Nullable String id;

        @Option(
                names = {"-n", "--username"},
                paramLabel = "NAME",
                description = "The user's login name.")
        private @Nullable String username;
    }
}
