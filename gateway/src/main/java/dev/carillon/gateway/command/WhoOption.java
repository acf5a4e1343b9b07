package dev.carillon.gateway.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A user, in one of the two ways to name one. */
final class WhoOption {
    @Option(
            names = {"-u", "--user"},
            paramLabel = "ID",
            description = "The user's primary key.")
    private @Nullable String id;

    @Option(
            names = {"-n", "--username"},
            paramLabel = "NAME",
            description = "The user's login name.")
    private @Nullable String username;

    /** As the admin port takes it; empty for none. */
    String user() {
        return username != null ? "username:" + username : id != null ? id : "";
    }
}
