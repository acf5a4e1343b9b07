package dev.carillon.gateway.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. Holds every problem that was found; none of them shows a secret. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }

    /**
     * One thing to put right.
     *
     * @param where file and line, or the environment variable
     * @param key the dotted key; empty where the problem is with the whole file
     * @param what what is wrong and what to do about it
     */
    public record Problem(String where, String key, String what) {
        @Override
        public String toString() {
            return where + ": " + (key.isEmpty() ? "" : key + ": ") + what;
        }
    }
}
