package dev.carillon.gateway.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
            "Prints a django-sesame token for a user of the site, as the site itself would make it, or a JWT.",
            "Whoever holds it is that user to the gateway (and the site), as long as sesame.max_age says, or --lifetime."
        },
        footer = {
            "%nExamples:",
            "  carillon token --username alice --config carillon.yaml",
            "  carillon token --jwt --user 1 --config carillon.yaml",
            "  carillon token --jwt --key private.pem --user 1 --sees shop.order,7 --config carillon.yaml",
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

    @ArgGroup(exclusive = false)
    private @Nullable Jwt jwt;

    private final Seams.TokenMaker tokens;

    TokenCommand(ConfigOption config, Seams.TokenMaker tokens) {
        this.config = config;
        this.tokens = tokens;
    }

    @Override
    public Integer call() throws Exception {
        Seams.User user = new Seams.User(who.id, who.username);
        spec.commandLine().getOut().println(tokens.make(config.readForSite(), user, jwt == null ? null : jwt.wish()));
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

    /** A JWT instead, and how it shall be. */
    @SuppressWarnings("UnusedVariable") // that it is asked for tells enough
    private static final class Jwt {
        @Option(
                names = "--jwt",
                required = true,
                description = "Make a JSON Web Token, with what jwt.* in the configuration asks for.")
        private boolean asked;

        @Option(
                names = "--key",
                paramLabel = "FILE",
                description = "Private key to sign with (PEM, PKCS#8); else the first of jwt.secrets is used.")
        private @Nullable Path key;

        @Option(names = "--key-id", paramLabel = "KID", description = "The key's id, for the token's header.")
        private @Nullable String keyId;

        @Option(
                names = "--sees",
                paramLabel = "TYPE",
                split = ",",
                description = "Content types, by id or app_label.model, where jwt.permissions is token.")
        private List<String> sees = List.of();

        @Option(
                names = "--lifetime",
                paramLabel = "SECONDS",
                description = "How long it lives: an hour by default, or as long as jwt.max_lifetime allows.")
        private @Nullable Integer lifetime;

        Seams.JwtWish wish() {
            return new Seams.JwtWish(
                    key, keyId, List.copyOf(sees), lifetime == null ? null : Duration.ofSeconds(lifetime));
        }
    }
}
