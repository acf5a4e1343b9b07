package dev.carillon.bench.load.credential;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** For servers that ask for nothing. */
final class NoTokens implements Credentials {
    @Override
    public @Nullable String token(int connection) {
        return null;
    }

    @Override
    public @Nullable Set<Long> visible(int connection) {
        return null;
    }

    @Override
    public String name(int connection) {
        return "anonymous";
    }
}
