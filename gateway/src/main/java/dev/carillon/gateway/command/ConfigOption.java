package dev.carillon.gateway.command;

import dev.carillon.gateway.config.ConfigException;
import dev.carillon.gateway.config.ConfigReader;
import dev.carillon.gateway.config.EffectiveConfig;
import dev.carillon.gateway.config.GatewayConfig;
import dev.carillon.gateway.lifecycle.LogSetup;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that most commands share, and what it stands for. */
final class ConfigOption {
    private final Map<String, String> environment;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "YAML file to read; CARILLON_* variables go before it.")
    private @Nullable Path file;

    ConfigOption(Map<String, String> environment) {
        this.environment = environment;
    }

    EffectiveConfig effective() throws ConfigException {
        return ConfigReader.read(file, environment);
    }

    GatewayConfig read() throws ConfigException {
        return withLogging(effective());
    }

    /** With the secret key and the database of a Django site. */
    GatewayConfig readForSite() throws ConfigException {
        return withLogging(ConfigReader.readForSite(file, environment));
    }

    private static GatewayConfig withLogging(EffectiveConfig effective) {
        LogSetup.apply(effective.config().logging());
        return effective.config();
    }
}
