package dev.carillon.bench.load.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where tokens come from: a file of tokens, a site's configuration with the users to make tokens for, or neither, for
 * servers that want none.
 *
 * @param file tokens, one a line
 * @param users as an operator writes their keys; empty where the configuration is not read
 * @param config the gateway's YAML file; null where the environment tells all
 */
public record CredentialSource(
        @Nullable String file, List<String> users, @Nullable String config) {
    public CredentialSource {
        users = List.copyOf(users);
    }
}
