package dev.carillon.gateway.wire;

import static dev.carillon.gateway.testing.TestGateway.EDITH;
import static dev.carillon.gateway.testing.TestGateway.ORDER;
import static dev.carillon.gateway.testing.TestGateway.PRODUCT;
import static dev.carillon.gateway.testing.TestGateway.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.testing.MetricsText;
import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.testing.TestGateway;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The admin port of a whole gateway. */
@Timeout(60)
final class AdminPortIT {
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.start();
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    @Test
    void an_event_is_answered_with_what_it_matched() throws Exception {
        try (RawWebSocket root = gateway.client(ROOT);
                RawWebSocket edith = gateway.client(EDITH);
                RawWebSocket second = gateway.client(EDITH)) {
            gateway.awaitSubscribers(3);
            assertThat(published(PRODUCT)).endsWith("\"audiences\": 2, \"connections\": 3}");
            assertThat(published(ORDER)).endsWith("\"audiences\": 1, \"connections\": 1}");
            assertThat(published(999)).endsWith("\"audiences\": 0, \"connections\": 0}");
            for (RawWebSocket client : new RawWebSocket[] {root, edith, second}) {
                assertThat(client.readFrame().text()).contains("\"content_type_id\": " + PRODUCT);
            }
        }
        gateway.awaitSubscribers(0);
    }

    private static String published(long type) throws IOException, InterruptedException {
        HttpResponse<String> answer = gateway.post("{\"content_type_id\": " + type + "}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        return answer.body().strip();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json|not JSON",
                "{\"a\": 1}|content_type_id",
                "{\"content_type_id\": \"13\"}|content_type_id",
                "[1]|JSON object",
                "{\"content_type_id\": 1, \"s\": \"secret-in-payload|JSON",
            })
    void what_is_no_event_is_refused_with_what_is_wrong(String payload, String words) throws Exception {
        HttpResponse<String> answer = gateway.post(payload);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"error\": \"").contains(words).doesNotContain("secret-in-payload");
    }

    @Test
    void health_is_told_in_words() throws Exception {
        assertThat(gateway.get("/live").body()).isEqualTo("live\n");
        assertThat(gateway.get("/ready").statusCode()).isEqualTo(200);
        gateway.gateway().readiness().notReady("bus", "no subscription");
        HttpResponse<String> answer = gateway.get("/ready");
        gateway.gateway().readiness().ready("bus");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("not ready: bus: no subscription\n");
    }

    /** What is only measured where there is a Redis, a JWT, or a session cookie; else it would be zeros that say nothing. */
    private static final List<String> OFF_HERE =
            List.of("carillon_bus_", "carillon_jwt_", "carillon_jwks_", "carillon_session_", "carillon_sessions_");

    @Test
    void metrics_are_prometheus_text_and_hold_the_whole_catalogue_and_no_secret() throws Exception {
        String token = gateway.token(EDITH);
        try (RawWebSocket client = gateway.client(EDITH)) {
            gateway.awaitSubscribers(1);
            String payload = gateway.publish(PRODUCT, "Wordsworth");
            assertThat(client.readFrame().text()).isEqualTo(payload);
        }
        HttpResponse<String> answer = gateway.get("/metrics");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        MetricsText metrics = MetricsText.parse(answer.body());
        assertThat(Stream.of(Metric.values())
                        .map(metric -> metric.id().replace('.', '_'))
                        .filter(name -> OFF_HERE.stream().noneMatch(name::startsWith))
                        .filter(name -> metrics.types().keySet().stream().noneMatch(type -> type.startsWith(name))))
                .as("metrics that are not exported")
                .isEmpty();
        assertThat(metrics.types().keySet()).anyMatch(name -> name.startsWith("jvm_memory"));
        assertThat(answer.body())
                .doesNotContain(token, gateway.site().secretKey().revealText(), "Wordsworth", "edith");
    }

    @Test
    void answers_to_pipelined_requests_come_in_the_order_of_the_requests() throws Exception {
        String event = "{\"content_type_id\": 8}";
        String requests =
                ("POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                                + event.length() + "\r\n\r\n" + event + "GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .repeat(20);
        try (RawWebSocket client = RawWebSocket.connect(gateway.adminAddress())) {
            client.send(requests + "GET /gone HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            String answers = client.readRest();
            assertThat(answers.replaceAll("(?s)HTTP/1.1 (\\d+).*?\r\n\r\n", "$1 "))
                    .matches("(200 \\{[^}]*}\\s*200 live\\s*){20}404 .*\\s*");
        }
    }
}
