package dev.carillon.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.e2e.site.ExternalProgram;
import dev.carillon.gateway.e2e.site.PythonEnvironment;
import dev.carillon.gateway.e2e.site.Surroundings;
import dev.carillon.gateway.testing.RedisServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The sample site's own tests, and those of the apps that connect a site, by Django's test runner. */
final class DjangoCodeIT {
    @Test
    void the_sites_own_tests_pass() {
        String python = PythonEnvironment.get().python().toString();
        try (RedisServer redis = RedisServer.start()) {
            String output = ExternalProgram.run(
                    "django-tests",
                    Surroundings.target(),
                    Map.of("PYTHONDONTWRITEBYTECODE", "1", "REDIS_URL", redis.url()),
                    List.of(python, "manage.py", "test", "--verbosity=1"));
            assertThat(output).contains("Ran ").contains("\nOK\n").doesNotContain("skipped");
        }
    }
}
