package dev.carillon.gateway.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.auth.jwt.keys.JwtAlgorithm;
import dev.carillon.gateway.directory.UserRecord;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JwtConfigTest {
    @Test
    void without_keys_it_is_off() {
        JwtConfig config = JwtSettings.of(Map.of());
        assertThat(config.isOn()).isFalse();
        assertThat(config.allowed()).hasSize(12);
        assertThat(config.userClaim()).isEqualTo("sub");
        assertThat(config.userField()).isEqualTo(UserRecord.Field.PK);
        assertThat(JwtKeys.check(config)).isEmpty();
    }

    @Test
    void any_kind_of_key_turns_it_on() {
        assertThat(JwtSettings.with().isOn()).isTrue();
        assertThat(JwtSettings.of(Map.of("PUBLIC_KEYS", "/etc/carillon/key.pem"))
                        .isOn())
                .isTrue();
        assertThat(JwtSettings.of(Map.of("JWKS_URL", "https://issuer.example/jwks"))
                        .isOn())
                .isTrue();
    }

    @Test
    void algorithms_are_written_in_any_case() {
        assertThat(JwtSettings.with("ALGORITHMS", "HS256,rs256").allowed())
                .containsExactlyInAnyOrder(JwtAlgorithm.HS256, JwtAlgorithm.RS256);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SECRETS | hunter2 | jwt.secrets: the key has 7 bytes",
                "ALGORITHMS | none | jwt.algorithms: 'none' is not one of hs256",
                "ALGORITHMS | RS256 | jwt.algorithms: the key fits [HS256], but jwt.algorithms allows only [RS256]",
                "LEEWAY | 11m | leeway must be between 0s and 10m",
                "MAX_LIFETIME | 0s | max_lifetime must be above zero",
                "USER_CLAIM | '' | user_claim",
                "USER_FIELD | email | jwt.user_field: 'email' is not one of pk, username",
                "REQUIRED_CLAIMS | =x | required_claims",
                "CONTENT_TYPES | shop.order | content_types are written like shop.order=9",
                "CONTENT_TYPES | order=9 | content_types are written like shop.order=9",
                "JWKS_URL | ftp://issuer.example/jwks | jwt.jwks.url: url must begin with https://",
                "JWKS_URL | http://issuer.example/jwks | insecure_http",
                "JWKS_URL | https:///jwks | url has no host",
                "JWKS_URL | https://user:hunter2@issuer.example/jwks | holds a user name or password",
                "JWKS_PAUSE | 1h | refresh must not be below pause",
                "JWKS_KEEP | 1m | keep must not be below refresh",
                "JWKS_TIMEOUT | 31s | timeout must be between",
                "JWKS_MAX_SIZE | 100 | max_size must be between",
            })
    void what_is_wrong_is_told_and_no_secret_shown(String name, String value, String words) {
        assertThatThrownBy(() -> JwtSettings.with(name, value))
                .hasMessageContaining(words)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8080/jwks",
                "http://127.0.0.1/jwks",
                "http://[::1]:8080/jwks",
                "HTTPS://issuer.example/jwks?v=1",
                "file:///etc/jwks.json",
                "/etc/jwks.json",
                "jwks.json",
            })
    void places_of_a_jwks_that_are_taken(String url) {
        assertThat(JwtSettings.of(Map.of("JWKS_URL", url)).jwks().isOn()).isTrue();
    }

    @Test
    void plain_http_needs_a_word() {
        JwtConfig config = JwtSettings.of(
                Map.of("JWKS_URL", "http://keycloak:8080/realms/x", "JWKS_INSECURE_HTTP", "true", "JWKS_KEEP", "none"));
        assertThat(config.jwks().isFile()).isFalse();
        assertThat(config.jwks().keep()).isNull();
        assertThat(config.jwks().refresh()).isEqualTo(Duration.ofMinutes(15));
    }

    @ParameterizedTest
    @CsvSource({"ISSUERS, x", "AUDIENCES, x", "ALGORITHMS, RS256", "REQUIRED_CLAIMS, x", "PERMISSIONS, token"})
    void rules_without_a_key_are_a_mistake(String name, String value) {
        assertThatThrownBy(() -> JwtSettings.of(Map.of(name, value))).hasMessageContaining("there is no key");
    }

    @Test
    void an_end_is_needed_to_limit_a_lifetime() {
        assertThatThrownBy(() -> JwtSettings.with("MAX_LIFETIME", "1h", "REQUIRE_EXP", "false"))
                .hasMessageContaining("require_exp");
    }

    @Test
    void keys_that_cannot_be_read_are_told_where_they_are_set() {
        assertThatThrownBy(() -> JwtKeys.check(JwtSettings.of(Map.of("PUBLIC_KEYS", "/absent/key.pem"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("jwt.public_keys: the key cannot be read from the file /absent/key.pem");
        assertThatThrownBy(() -> JwtKeys.check(JwtSettings.of(Map.of("JWKS_URL", "/absent/jwks.json"))))
                .hasMessageStartingWith("jwt.jwks.url: the JWKS file /absent/jwks.json cannot be read");
        assertThat(JwtKeys.check(JwtSettings.with())).containsExactly("1 configured keys, for [HS256]");
    }
}
