package dev.carillon.gateway.auth.jwt.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.settings.ByteSize;
import dev.carillon.gateway.testing.JwksServer;
import dev.carillon.gateway.testing.TestKeys;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is made of the answers of a real HTTP endpoint. */
@Timeout(120)
@SuppressWarnings("NullAway.Init")
final class JwksPlaceTest {
    private static final Set<JwtAlgorithm> ALL = EnumSet.allOf(JwtAlgorithm.class);
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String KEYS =
            TestKeys.jwks(TestKeys.jwk("first", TestKeys.rsa().getPublic()), "{\"kty\": \"oct\"}");

    private final CountDownLatch never = new CountDownLatch(1);
    private JwksServer server;

    @BeforeEach
    void open() throws IOException {
        server = new JwksServer();
    }

    @AfterEach
    void close() {
        never.countDown();
        server.close();
    }

    @Test
    void a_redirect_is_not_followed_but_named() {
        server.serve(302, "", Map.of("Location", "https://evil.example/jwks"));
        assertThatThrownBy(this::fetch)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("HTTP status 302", "https://evil.example/jwks", "not followed");
        assertThat(server.fetches()).isEqualTo(1);
    }

    @Test
    void what_answers_too_slowly_in_head_or_body_is_given_up() {
        server.serve(exchange -> await());
        assertThatThrownBy(this::fetch).hasMessageContaining("did not answer within 500 ms");
        server.serve(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await();
        });
        assertThatThrownBy(this::fetch).hasMessageContaining("did not answer within 500 ms");
    }

    @Test
    void what_answers_too_much_is_given_up() {
        server.serve(" ".repeat(4097));
        assertThatThrownBy(this::fetch).isInstanceOf(IOException.class).hasMessageContaining("failed");
        server.serve(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 10_000; i++) {
                exchange.getResponseBody().write(new byte[4096]);
            }
            exchange.close();
        });
        assertThatThrownBy(this::fetch).isInstanceOf(IOException.class).hasMessageContaining("failed");
    }

    @Test
    void what_cannot_be_reached_is_told() {
        server.goDown();
        assertThatThrownBy(this::fetch).hasMessageEndingWith("/jwks.json cannot be reached");
        JwksConfig unknown = new JwksConfig(
                "https://no-such-host.invalid/jwks",
                HOUR,
                HOUR,
                null,
                Duration.ofSeconds(20),
                new ByteSize(4096),
                false);
        assertThatThrownBy(() -> JwksSource.probe(unknown, ALL))
                .hasMessageStartingWith("the JWKS at https://no-such-host.invalid/jwks ");
    }

    @Test
    void an_endpoint_without_tls_is_not_taken_for_one_with() {
        server.serve(KEYS);
        JwksConfig tls = config(server.url().replace("http:", "https:"));
        assertThatThrownBy(() -> JwksSource.probe(tls, ALL)).hasMessageContaining("/jwks.json ");
    }

    @Test
    void a_probe_says_what_is_there_without_the_query() throws Exception {
        server.serve(KEYS);
        assertThat(JwksSource.probe(config(server.url() + "?token=hunter2"), ALL))
                .startsWith("the JWKS at http://127.0.0.1:")
                .contains("/jwks.json has 1 keys, for [", "RS256", "passed over: key 2 is a shared secret")
                .doesNotContain("hunter2");
    }

    @Test
    void what_an_answer_says_of_caching_is_understood() throws Exception {
        Map<String, Duration> expected = Map.of(
                "public, max-age=300", Duration.ofSeconds(300),
                "MAX-AGE=\"60\"", Duration.ofSeconds(60),
                "no-store, max-age=300", Duration.ZERO,
                "s-maxage=5, max-age=7", Duration.ofSeconds(7),
                "max-age=0", Duration.ZERO);
        for (Map.Entry<String, Duration> each : expected.entrySet()) {
            server.serve(200, KEYS, Map.of("Cache-Control", each.getKey()));
            assertThat(fetch().maxAge()).as(each.getKey()).isEqualTo(each.getValue());
        }
        server.serve(200, KEYS, Map.of("Cache-Control", "max-age=300", "Age", "100"));
        assertThat(fetch().maxAge()).isEqualTo(Duration.ofSeconds(200));
        for (String none : List.of("public", "max-age=soon", "x-max-age=5", "max-age=")) {
            server.serve(200, KEYS, Map.of("Cache-Control", none));
            assertThat(fetch().maxAge()).as(none).isNull();
        }
    }

    private JwksPlace.Document fetch() throws IOException, InterruptedException {
        try (JwksPlace place = JwksPlace.of(config(server.url()))) {
            return place.fetch();
        }
    }

    private static JwksConfig config(String url) {
        return new JwksConfig(url, HOUR, HOUR, null, TIMEOUT, new ByteSize(4096), false);
    }

    private void await() {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
