package dev.carillon.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.protocol.session.DecodedSession.Decoded;
import dev.carillon.protocol.session.SignedSessions.Signed;
import dev.carillon.protocol.signing.DjangoSecretKey;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What {@code get_user} of Django 6.1 said of many cookies, the pieces of this package say too. */
final class SessionVectorsTest {
    @Test
    void the_file_is_whole() {
        assertThat(Vectors.cases()).hasSize(155);
        assertThat(Vectors.cases().stream()
                        .filter(each -> !each.at("/expected/user").isNull()))
                .hasSize(48);
        assertThat(Vectors.redisValues()).hasSize(62);
        assertThat(Vectors.cookieHeaders()).hasSize(15);
    }

    @TestFactory
    Stream<DynamicTest> cookies_are_judged_as_django_judges_them() {
        return Vectors.cases().stream()
                .map(each -> dynamicTest(each.get("id").asText() + ": " + each.get("about"), () -> judge(each)));
    }

    private static void judge(JsonNode vector) {
        assertThat(user(vector).map(row -> row.get("pk")))
                .isEqualTo(Optional.of(vector.at("/expected/user")).filter(pk -> !pk.isNull()));
    }

    /** {@code django.contrib.auth.get_user}. */
    private static Optional<JsonNode> user(JsonNode vector) {
        SessionData data = session(vector);
        if (data == null || data.userId() == null || !accepts(vector, data.backend())) {
            return Optional.empty();
        }
        String id = data.userId().strip();
        SessionAuthHash hash = new SessionAuthHash(keys(vector));
        return vector.get("users")
                .valueStream()
                .filter(row -> row.get("pk").asText().equals(id))
                .filter(row -> row.get("is_active").asBoolean())
                .filter(row -> hash.verify(data.authHash(), row.get("password").asText()))
                .findFirst();
    }

    private static boolean accepts(JsonNode vector, @Nullable String backend) {
        return vector.at("/settings/AUTHENTICATION_BACKENDS")
                .valueStream()
                .anyMatch(path -> path.asText().equals(backend));
    }

    private static @Nullable SessionData session(JsonNode vector) {
        String cookie = vector.get("cookie_value").asText();
        Instant now = instant(vector.get("now").decimalValue());
        boolean inCookie = vector.at("/settings/SESSION_ENGINE").asText().endsWith("signed_cookies");
        Signed signed;
        if (inCookie) {
            Duration age =
                    Duration.ofSeconds(vector.at("/settings/SESSION_COOKIE_AGE").asLong());
            signed = new SignedSessions(SignedSessions.COOKIE_SALT, keys(vector)).read(cookie, now, age);
        } else {
            JsonNode row = vector.get("row");
            SessionKey key = SessionKey.of(cookie);
            if (key == null || row.isNull() || !row.get("session_key").asText().equals(key.value())) {
                return null;
            }
            if (!OffsetDateTime.parse(row.get("expire_date").asText())
                    .toInstant()
                    .isAfter(now)) {
                return null;
            }
            signed = new SignedSessions(SignedSessions.TABLE_SALT, keys(vector))
                    .read(row.get("session_data").asText());
        }
        return signed.session() instanceof Decoded(SessionData data) ? data : null;
    }

    private static Instant instant(BigDecimal seconds) {
        BigDecimal whole = seconds.setScale(0, java.math.RoundingMode.FLOOR);
        return Instant.ofEpochSecond(
                whole.longValueExact(),
                seconds.subtract(whole).movePointRight(9).longValueExact());
    }

    private static List<DjangoSecretKey> keys(JsonNode vector) {
        List<DjangoSecretKey> keys = new ArrayList<>();
        keys.add(DjangoSecretKey.ofText(vector.at("/settings/SECRET_KEY").asText()));
        vector.at("/settings/SECRET_KEY_FALLBACKS").forEach(key -> keys.add(DjangoSecretKey.ofText(key.asText())));
        return keys;
    }

    @TestFactory
    Stream<DynamicTest> cookie_headers_are_taken_apart_as_django_does() {
        return Vectors.cookieHeaders().stream()
                .map(each -> dynamicTest(
                        each.get("header").toString(),
                        () -> assertThat(Cookies.value(each.get("header").asText(), "sessionid"))
                                .isEqualTo(each.get("sessionid").textValue())));
    }

    @TestFactory
    Stream<DynamicTest> cached_values_are_read_as_django_reads_them() {
        return Vectors.redisValues().stream()
                .map(each -> dynamicTest(
                        each.get("setup").asText() + " " + each.get("redis_key").asText(),
                        () -> assertThat(CachedSessions.read(Vectors.bytes(each)))
                                .isEqualTo(new Decoded(Vectors.data(each.get("decoded"))))));
    }
}
