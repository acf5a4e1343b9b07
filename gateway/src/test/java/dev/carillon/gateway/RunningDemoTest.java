package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class RunningDemoTest {
    @Test
    void the_settings_of_another_site_are_left_out_and_all_others_count() {
        assertThat(RunningDemo.withoutSite(Map.of(
                        "CARILLON_DJANGO_SECRET_KEY_FILE", "key",
                        "CARILLON_TABLES_PREFIX", "x",
                        "CARILLON_SESAME_KEY_FILE", "key",
                        "CARILLON_JWT_SECRETS_FILE", "secrets",
                        "CARILLON_REDIS_URL_FILE", "url",
                        "CARILLON_LISTEN", ":8888")))
                .containsOnlyKeys("CARILLON_LISTEN");
    }
}
