package dev.carillon.gateway.auth.jwt;

import dev.carillon.gateway.config.ConfigException;
import dev.carillon.gateway.config.ConfigReader;
import java.util.HashMap;
import java.util.Map;

/** The configuration as an operator writes it, by variables without their CARILLON_JWT_. */
final class JwtSettings {
    static final String SECRET = "correct horse battery staple, twice";

    private JwtSettings() {}

    static JwtConfig of(Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>();
        settings.forEach((name, value) -> environment.put("CARILLON_JWT_" + name, value));
        try {
            return ConfigReader.read(null, environment).config().jwt();
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.problems().toString(), e);
        }
    }

    /** With one secret, and these. */
    static JwtConfig with(String... namesAndValues) {
        Map<String, String> settings = new HashMap<>(Map.of("SECRETS", "[\"" + SECRET + "\"]"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return of(settings);
    }
}
