package dev.carillon.gateway.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.testing.RawWebSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class AdminServerTest {
    private static final int MAX_BODY = 1000;

    private final Metrics metrics = new Metrics();
    private final CompletableFuture<AdminResponse> late = new CompletableFuture<>();
    private AdminServer server;

    @BeforeEach
    void start() throws IOException {
        server = new AdminServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new AdminConfig("127.0.0.1:0", List.of("Known.Example")),
                List.of(
                        route(
                                "/word",
                                "GET",
                                request -> CompletableFuture.completedStage(AdminResponse.text(200, "word"))),
                        route(
                                "/echo",
                                "POST",
                                request -> CompletableFuture.completedStage(
                                        AdminResponse.text(200, new String(request.body(), UTF_8)))),
                        route("/late", "GET", request -> late),
                        route("/throws", "GET", request -> {
                            throw new IllegalStateException("secret detail");
                        }),
                        route(
                                "/fails",
                                "GET",
                                request -> CompletableFuture.failedStage(new IllegalStateException("secret detail")))),
                MAX_BODY,
                metrics);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static AdminRoute route(
            String path, String method, Function<AdminRequest, CompletionStage<AdminResponse>> answer) {
        return new AdminRoute() {
            @Override
            public String path() {
                return path;
            }

            @Override
            public Set<String> methods() {
                return Set.of(method);
            }

            @Override
            public CompletionStage<AdminResponse> handle(AdminRequest request) {
                return answer.apply(request);
            }
        };
    }

    @Test
    void a_route_answers_and_the_connection_stays() throws IOException {
        try (RawWebSocket client = RawWebSocket.connect(server.address())) {
            for (int i = 0; i < 3; i++) {
                client.send("GET /word?x=y HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(client.readHead())
                        .startsWith("HTTP/1.1 200 OK\r\n")
                        .containsIgnoringCase("\r\ncontent-length: 5\r\n")
                        .containsIgnoringCase("\r\nX-Content-Type-Options: nosniff\r\n")
                        .containsIgnoringCase("\r\nCache-Control: no-store\r\n")
                        .containsPattern("(?i)\r\ndate: \\w{3}, \\d{1,2} \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\n");
                assertThat(client.readText(5)).isEqualTo("word\n");
            }
        }
        assertThat(metrics.count(Metric.ADMIN_REQUESTS, "200").value()).isEqualTo(3);
    }

    @Test
    void head_gets_the_length_and_no_body() throws IOException {
        String answer = ask("HEAD /word HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("content-length: 5\r\n")
                .endsWith("\r\n\r\n");
        assertThat(ask("HEAD /none HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ")
                .endsWith("\r\n\r\n");
    }

    @Test
    void an_unknown_path_is_answered_with_the_known_ones() throws IOException {
        assertThat(ask("GET /none HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ")
                .contains("/echo", "/word");
    }

    @Test
    void another_method_gets_405_and_which_would_do() throws IOException {
        assertThat(ask("GET /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("\r\nallow: POST\r\n");
        assertThat(ask("DELETE /word HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("\r\nallow: GET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:9888",
                "127.0.0.1",
                "127.0.0.1:9888",
                "192.168.7.7:1",
                "[::1]",
                "[::1]:9888",
                "known.example",
                "KNOWN.EXAMPLE:80"
            })
    void a_known_host_is_served(String host) throws IOException {
        assertThat(ask("GET /word HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "evil-known.example",
                "127.0.0.1.evil.example",
                "",
                "[",
                "::",
                "1.2.3.4.5",
                "known.example.",
                "localhost@evil.example"
            })
    void an_unknown_host_gets_421(String host) throws IOException {
        assertThat(ask("GET /word HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 421 ")
                .contains("admin.hosts");
    }

    @Test
    void no_host_or_a_second_one_is_not_served() throws IOException {
        assertThat(ask("GET /word HTTP/1.1\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 4");
        assertThat(ask("GET /word HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
    }

    @Test
    void a_body_at_the_limit_is_taken_and_a_larger_one_gets_413() throws IOException {
        assertThat(ask("POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n"
                        + "x".repeat(MAX_BODY)))
                .startsWith("HTTP/1.1 200 ");
        String large = "POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        assertThat(ask(large + "Content-Length: 1001\r\n\r\n")).startsWith("HTTP/1.1 413 ");
        assertThat(ask(large + "Content-Length: 1001\r\n\r\n" + "x".repeat(MAX_BODY + 1)))
                .startsWith("HTTP/1.1 413 ");
        assertThat(ask(large + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + "x".repeat(MAX_BODY + 1)
                        + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(ask(large + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n12345"))
                .startsWith("HTTP/1.1 100 ")
                .contains("HTTP/1.1 200 ");
    }

    @Test
    void a_connection_is_usable_after_a_body_that_was_too_large() throws IOException {
        try (RawWebSocket client = RawWebSocket.connect(server.address())) {
            client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n" + "x".repeat(5000)
                    + "GET /word HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(client.readRest()).startsWith("HTTP/1.1 413 ").contains("HTTP/1.1 200 ");
        }
    }

    @Test
    void a_route_that_fails_gets_500_without_the_detail() throws IOException {
        for (String path : List.of("/throws", "/fails")) {
            assertThat(ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 500 ")
                    .doesNotContain("secret detail");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "GET /word HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /word?%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            })
    void what_cannot_be_read_gets_400(String request) throws IOException {
        assertThat(ask(request)).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void answers_come_in_the_order_of_the_requests() throws IOException {
        try (RawWebSocket client = RawWebSocket.connect(server.address())) {
            client.send("GET /late HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client.send("GET /word HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(ask("GET /word HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .contains("word");
            late.complete(AdminResponse.text(200, "late"));
            assertThat(client.readRest().replaceAll("(?s)HTTP/1.1 200.*?\r\n\r\n", ""))
                    .isEqualTo("late\nword\n");
        }
    }

    @Test
    void very_many_requests_may_be_sent_before_the_first_is_answered() throws IOException {
        int count = 2000;
        StringBuilder words = new StringBuilder();
        try (RawWebSocket client = RawWebSocket.connect(server.address())) {
            client.send("GET /late HTTP/1.1\r\nHost: localhost\r\n\r\n");
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < count; i++) {
                String body = "word " + i;
                requests.append("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: ")
                        .append(body.length())
                        .append(i == count - 1 ? "\r\nConnection: close\r\n\r\n" : "\r\n\r\n")
                        .append(body);
                words.append(body).append('\n');
            }
            client.send(requests.toString());
            late.complete(AdminResponse.text(200, "late"));
            assertThat(client.readRest().replaceAll("(?s)HTTP/1.1 200.*?\r\n\r\n", ""))
                    .isEqualTo("late\n" + words);
        }
    }

    @Test
    void an_address_that_is_taken_is_named() {
        assertThatThrownBy(() -> new AdminServer(
                        server.address(), new AdminConfig("127.0.0.1:9888", List.of()), List.of(), MAX_BODY, metrics))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on 127.0.0.1:9888 (admin.listen): ");
    }

    private String ask(String request) throws IOException {
        try (RawWebSocket client = RawWebSocket.connect(server.address())) {
            client.send(request);
            return client.readRest();
        }
    }
}
