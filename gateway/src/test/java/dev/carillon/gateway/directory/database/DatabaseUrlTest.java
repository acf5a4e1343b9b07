package dev.carillon.gateway.directory.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.settings.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseUrlTest {
    @ParameterizedTest
    @CsvSource({
        "postgres://db.example/site, jdbc:postgresql://db.example:5432/site",
        "postgresql://u@db.example:6543/site, jdbc:postgresql://db.example:6543/site",
        "PGSQL://[::1]:6543/site, jdbc:postgresql://[::1]:6543/site",
        "postgis://[fe80::1]/site, jdbc:postgresql://[fe80::1]:5432/site",
        "postgres:///site, jdbc:postgresql://localhost:5432/site",
        "postgres://h/my%20site, jdbc:postgresql://h:5432/my+site",
        "mysql://u:p@h/site, jdbc:mariadb://h:3306/site",
        "mariadb://h:3307/site?charset=utf8mb4&conn_max_age=60, jdbc:mariadb://h:3307/site",
        "sqlite:////srv/site/db.sqlite3, jdbc:sqlite:file:///srv/site/db.sqlite3",
        "sqlite:////srv/a%20%23b/db%3F.sqlite3?timeout=20, jdbc:sqlite:file:///srv/a%20%23b/db%3F.sqlite3",
    })
    void urls_as_django_people_write_them_become_jdbc_urls(String url, String jdbc) {
        assertThat(parse(url).jdbcUrl()).isEqualTo(jdbc);
    }

    @Test
    void user_password_and_name_are_percent_decoded() {
        DatabaseUrl url = parse("postgres://us%40er:p%40s%3As%2Fw+o%25rd%C3%A9@h:1/na%2Dme");
        assertThat(url.user()).isEqualTo("us@er");
        assertThat(url.password()).isEqualTo(Secret.of("p@s:s/w+o%rdé"));
        assertThat(url.name()).isEqualTo("na-me");
        assertThat(parse("postgres://u:p:q@r@h/n").password()).isEqualTo(Secret.of("p:q@r"));
        assertThat(parse("postgres://u@h/n").password()).isNull();
        assertThat(parse("postgres://h/n").user()).isNull();
    }

    @Test
    void parameters_keep_their_meaning() {
        assertThat(parse("postgres://h/n?sslmode=require&application_name=a%20b&CONN_MAX_AGE=0")
                        .parameters())
                .isEqualTo(Map.of("sslmode", "require", "ApplicationName", "a b"));
        assertThat(parse("postgres://h/n?sslmode=require&sslrootcert=/etc/ca.pem")
                        .parameters())
                .as("libpq verifies as soon as there is a root")
                .isEqualTo(Map.of("sslmode", "verify-ca", "sslrootcert", "/etc/ca.pem"));
        assertThat(parse("mysql://h/n?ssl_mode=REQUIRED&connect_timeout=3").parameters())
                .isEqualTo(Map.of("sslMode", "trust", "connectTimeout", "3000"));
        assertThat(parse("mysql://h/n?ssl-ca=/etc/ca.pem").parameters())
                .isEqualTo(Map.of("sslMode", "verify-ca", "serverSslCert", "/etc/ca.pem"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "oracle://u:hunter2@h/n | 'oracle://' is not a supported database",
                "hunter2 | this is not a database URL",
                "user:hunter2@h/n | this is not a database URL",
                "postgres:hunter2 | '://' must follow postgres",
                "postgres://u:hunter2@h | must end with the database's name",
                "postgres://u:hunter2@h/ | must end with the database's name",
                "postgres://u:hunt/er2@h/n | percent-encoded",
                "postgres://u:hunter2?@h/n | percent-encoded",
                "postgres://u:hunter2%4@h/n | not followed by two hexadecimal digits",
                "postgres://u:hunter2%ff@h/n | not UTF-8",
                "postgres://u:hunter2@h:x/n | the port",
                "postgres://u:hunter2@h:70000/n | the port",
                "postgres://u:hunter2@h:0/n | the port",
                "postgres://u:hunter2@[::1/n | closing bracket",
                "postgres://u:hunter2@h/n?sslmod=require | unknown parameter 'sslmod'; known are application_name",
                "postgres://u:hunter2@h/n?sslmode=hunter2 | sslmode must be one of",
                "postgres://u:hunter2@/n?host=/var/run/postgresql | Unix socket",
                "postgres://u:hunter2@%2Fvar%2Frun%2Fpostgresql/n | Unix socket",
                "mysql://u:hunter2@h/n?unix_socket=/run/mysqld.sock | Unix socket",
                "mysql://u:hunter2@h/n?ssl_mode=preferred | ssl_mode must be one of",
                "sqlite://:memory: | in-memory",
                "sqlite:///:memory: | in-memory",
                "sqlite:// | in-memory",
                "sqlite://db.sqlite3 | three slashes",
                "sqlite:db.sqlite3 | '://' must follow sqlite",
            })
    void what_is_wrong_with_a_url_is_told_without_its_password(String url, String message) {
        assertThatThrownBy(() -> parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres://u:hunter2@h/n?options=hunter2", "mysql://u:hunter2@[::1]/n"})
    void nothing_printed_shows_the_password(String url) {
        assertThat(parse(url).toString()).contains("://u:********@").doesNotContain("hunter2");
        assertThat(parse(url).jdbcUrl()).doesNotContain("hunter2");
    }

    private static DatabaseUrl parse(String url) {
        return DatabaseUrl.parse(Secret.of(url));
    }
}
