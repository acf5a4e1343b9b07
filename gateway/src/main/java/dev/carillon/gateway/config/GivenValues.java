package dev.carillon.gateway.config;

import dev.carillon.gateway.config.ConfigException.Problem;
import dev.carillon.gateway.config.EffectiveConfig.Given;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the file and the environment give, by key, with every problem met on the way. Confined to one thread. */
final class GivenValues {
    /** Of the launcher, not of the configuration. */
    private static final Set<String> LAUNCHER = Set.of("CARILLON_JAVA_HOME", "CARILLON_JAVA_OPTS");

    /** What Kubernetes sets in every pod beside a service named carillon or carillon-something. */
    private static final Pattern KUBERNETES_NAME = Pattern.compile(
            "CARILLON_(\\w+_)?(" + "SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private static final Pattern KUBERNETES_PORT = Pattern.compile("(tcp|udp|sctp)://.*");

    private final Schema schema;
    private final Map<String, Given> given = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    GivenValues(Schema schema) {
        this.schema = schema;
    }

    Schema schema() {
        return schema;
    }

    Map<String, Given> given() {
        return given;
    }

    List<Problem> problems() {
        return problems;
    }

    void problem(Problem problem) {
        problems.add(problem);
    }

    /** A key of the file: a setting's, or one that names the file of a secret. */
    void putKey(String key, Given value) {
        Schema.Entry entry = schema.byKey(key);
        Schema.Entry secret = schema.byFileKey(key);
        if (entry != null) {
            put(entry, value);
        } else if (secret != null) {
            putFile(secret, key, value);
        } else {
            refuseKey(key, value.where(), "takes a value");
        }
    }

    /** A key that does not fit: unknown, or known but otherwise written. */
    void refuseKey(String key, String where, String otherwise) {
        boolean known = schema.byKey(key) != null || schema.byFileKey(key) != null;
        problem(new Problem(
                where,
                key,
                known ? otherwise : "unknown key" + meant(schema.nearestKey(key).orElse(null))));
    }

    /** The variables that begin with CARILLON_; they go before the file. */
    void putEnvironment(Map<String, String> environment) {
        GivenValues variables = new GivenValues(schema);
        new TreeMap<>(environment).forEach((name, text) -> {
            if (name.startsWith(Schema.VARIABLE_PREFIX) && !LAUNCHER.contains(name)) {
                variables.putVariable(name, text);
            }
        });
        given.putAll(variables.given);
        problems.addAll(variables.problems);
    }

    private void putVariable(String name, String text) {
        Given value = new Given(name, text, null);
        Schema.Entry entry = schema.byVariable(name);
        Schema.Entry secret = schema.byFileVariable(name);
        if (entry != null) {
            put(entry, value);
        } else if (secret != null) {
            putFile(secret, secret.key() + Schema.FILE_KEY, value);
        } else if (!isOfKubernetes(name, text)) {
            String nearest = schema.nearestVariable(name).orElse(null);
            problem(new Problem(name, "", "unknown variable" + meant(nearest)));
        }
    }

    private static boolean isOfKubernetes(String name, String text) {
        return KUBERNETES_NAME.matcher(name).matches()
                || (name.endsWith("_PORT") && KUBERNETES_PORT.matcher(text).matches());
    }

    private static String meant(@Nullable String nearest) {
        return nearest == null
                ? "; 'carillon config --reference' lists all that there are"
                : "; did you mean " + nearest + "?";
    }

    private void putFile(Schema.Entry secret, String key, Given path) {
        String name = path.text();
        if (name == null || name.isEmpty()) {
            problem(new Problem(path.where(), key, "must name the file that holds the secret"));
            return;
        }
        try {
            String text = Files.readString(Path.of(name), StandardCharsets.UTF_8);
            put(secret, content(secret, path.where() + " (file " + name + ")", text));
        } catch (IOException | RuntimeException e) {
            problem(new Problem(
                    path.where(),
                    key,
                    "cannot read the file " + name + ": it must exist, be readable by this"
                            + " user, and hold text in UTF-8"));
        }
    }

    /** One secret is the whole file but its last line end; of several, each has a line. */
    private static Given content(Schema.Entry secret, String where, String text) {
        return secret.isList()
                ? new Given(
                        where,
                        null,
                        text.lines().filter(line -> !line.isBlank()).toList())
                : new Given(where, text.replaceFirst("\\r?\\n\\z", ""), null);
    }

    private void put(Schema.Entry entry, Given value) {
        Given other = given.put(entry.key(), value);
        if (other != null) {
            problem(new Problem(
                    value.where(),
                    entry.key(),
                    "is set twice, also by " + other.where() + ": keep the value or its file"));
        }
    }
}
