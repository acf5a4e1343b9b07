package dev.carillon.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigPrinterTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void each_value_is_shown_with_its_source_and_secrets_are_hidden() throws Exception {
        Path file = Files.writeString(
                directory.resolve("carillon.yaml"), "django:\n  database: postgres://user:hunter2@host/name\n");
        String text = ConfigPrinter.print(ConfigReader.read(
                file,
                Map.of(
                        "CARILLON_DJANGO_SECRET_KEY", "hunter2",
                        "CARILLON_DJANGO_SECRET_KEY_FALLBACKS", "hunter2,hunter2",
                        "CARILLON_REDIS_CHANNEL", "a #b")));
        assertThat(text).doesNotContain("hunter2");
        assertThat(text).containsPattern("(?m)^listen: \\[127\\.0\\.0\\.1:8888] +# default$");
        assertThat(text).containsPattern("(?m)^  secret_key: \"\\*{8}\" +# CARILLON_DJANGO_SECRET_KEY$");
        assertThat(text).containsPattern("(?m)^  secret_key_fallbacks: \\[\"\\*{8}\", \"\\*{8}\"]");
        assertThat(text).contains("postgres://user:********@host/name", "# " + file + ":2");
        assertThat(text).containsPattern("(?m)^  channel: \"a #b\" +# CARILLON_REDIS_CHANNEL$");
    }

    @Test
    void what_is_printed_can_be_read_again() throws Exception {
        EffectiveConfig first = ConfigReader.read(
                null,
                Map.of(
                        "CARILLON_SESAME_MAX_AGE", "none",
                        "CARILLON_REDIS_URL", "memory:",
                        "CARILLON_JWT_AUDIENCES", "push",
                        "CARILLON_JWT_JWKS_URL", "https://issuer.example/jwks",
                        "CARILLON_JWT_JWKS_PAUSE", "20s",
                        "CARILLON_SESAME_SALT", "quote \" and \\ backslash",
                        "CARILLON_LISTEN", "[::1]:80,unix:/run/carillon.sock",
                        "CARILLON_SHUTDOWN_DRAIN", "0"));
        Path file = Files.writeString(directory.resolve("printed.yaml"), ConfigPrinter.print(first));
        assertThat(ConfigReader.read(file, Map.of()).config()).isEqualTo(first.config());
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://user:hunter2@host:5432/name, postgres://user:********@host:5432/name",
        "postgres://user:hun@ter2/x@host/name, postgres://user:********@host/name",
        "postgres://user@host/name, postgres://user@host/name",
        "postgres://host/name?user=x&password=hunter2, postgres://host/name?user=x&password=********",
        "redis://:hunter2@host/1, redis://:********@host/1",
        "redis://hunter2@host/1, redis://********@host/1",
        "rediss://acl:hunter2@host/1, rediss://acl:********@host/1",
        "redis-sentinel://:hunter2@a:1/0#m, redis-sentinel://:********@a:1/0#m",
        "sqlite:////srv/a@b/db.sqlite3, sqlite:////srv/a@b/db.sqlite3",
        "unix:///run/redis.sock?db=1, unix:///run/redis.sock?db=1",
        "memory:, memory:",
        "user:hunter2@host/name, ********",
    })
    void passwords_in_urls_are_hidden(String url, String shown) {
        assertThat(ConfigPrinter.hidePassword(url)).isEqualTo(shown);
    }
}
