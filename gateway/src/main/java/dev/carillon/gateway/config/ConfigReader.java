package dev.carillon.gateway.config;

import dev.carillon.gateway.config.ConfigException.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration: one YAML file or none, and environment variables over it.
 *
 * <p>A key is the names of the record components that lead to it, in snake case, joined by dots; its variable is
 * {@code CARILLON_} and the same in upper case, joined by underscores. Whatever is wrong is reported at once.
 */
public final class ConfigReader {
    /** What has no default that could work beside a Django site. */
    private static final List<String> SITE = List.of("django.secret_key", "django.database");

    static final Schema SCHEMA = new Schema(GatewayConfig.class);

    private ConfigReader() {}

    /** The configuration, whether or not it names a Django site. */
    public static EffectiveConfig read(@Nullable Path file, Map<String, String> environment) throws ConfigException {
        return read(file, environment, List.of());
    }

    /**
     * The configuration of a gateway that serves a Django site: it must name the secret key and the database, unless tokens tell
     * all.
     */
    public static EffectiveConfig readForSite(@Nullable Path file, Map<String, String> environment)
            throws ConfigException {
        return read(file, environment, SITE);
    }

    private static EffectiveConfig read(@Nullable Path file, Map<String, String> environment, List<String> required)
            throws ConfigException {
        GivenValues values = new GivenValues(SCHEMA);
        if (file != null) {
            YamlSource.read(file, values);
        }
        values.putEnvironment(environment);
        GatewayConfig config = RecordBinder.bind(values, GatewayConfig.class);
        if (config == null || !config.isWithoutSite()) {
            required.forEach(key -> require(key, values, config));
        }
        if (config == null || !values.problems().isEmpty()) {
            throw new ConfigException(values.problems());
        }
        return new EffectiveConfig(config, values.given());
    }

    private static void require(String key, GivenValues values, @Nullable GatewayConfig config) {
        Schema.Entry entry = SCHEMA.byKey(key);
        if (entry == null) {
            throw new IllegalStateException(key + " is not in the schema");
        }
        boolean reported =
                values.problems().stream().anyMatch(problem -> problem.key().startsWith(key));
        boolean given = config == null ? values.given().containsKey(key) : entry.value(config) != null;
        if (!given && !reported) {
            values.problem(new Problem(
                    "configuration",
                    key,
                    "is required: set it in the file, or by " + entry.variable() + " or " + entry.variable()
                            + Schema.FILE_VARIABLE));
        }
    }
}
