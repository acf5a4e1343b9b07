package dev.carillon.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carillon.gateway.config.ConfigException.Problem;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What must be set where the gateway serves a site, and where it serves without one. */
final class ConfigForSiteTest {
    @Test
    void a_site_needs_its_secret_key_and_database() {
        ConfigException refusal = catchThrowableOfType(
                ConfigException.class, () -> ConfigReader.readForSite(null, Map.of("CARILLON_DJANGO_SECRET_KEY", "")));
        assertThat(refusal.problems()).extracting(Problem::key).containsExactly("django.secret_key", "django.database");
        assertThat(refusal).hasMessageContaining("CARILLON_DJANGO_DATABASE");
    }

    @Test
    void where_tokens_tell_all_it_needs_both_or_neither() throws Exception {
        Map<String, String> tokens =
                Map.of("CARILLON_JWT_SECRETS", "s".repeat(32), "CARILLON_JWT_PERMISSIONS", "token");
        assertThat(ConfigReader.readForSite(null, tokens).config().isWithoutSite())
                .isTrue();
        Map<String, String> half = new HashMap<>(tokens);
        half.put("CARILLON_DJANGO_SECRET_KEY", "k");
        ConfigException refusal =
                catchThrowableOfType(ConfigException.class, () -> ConfigReader.readForSite(null, half));
        assertThat(refusal.problems()).extracting(Problem::key).containsExactly("django.database");
        half.put("CARILLON_DJANGO_DATABASE", "sqlite:///db");
        assertThat(ConfigReader.readForSite(null, half).config().isWithoutSite())
                .isFalse();
    }
}
