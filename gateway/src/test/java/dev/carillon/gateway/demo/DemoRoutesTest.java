package dev.carillon.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.gateway.admin.AdminRequest;
import dev.carillon.gateway.admin.AdminResponse;
import dev.carillon.gateway.admin.AdminRoute;
import dev.carillon.protocol.django.PrimaryKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DemoRoutesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final PrimaryKey USER = new PrimaryKey.IntegerKey(2);

    private final List<byte[]> published = new ArrayList<>();
    private final List<SampleRights.Wish> wishes = new ArrayList<>();
    private final Map<PrimaryKey, DemoLinks.Sight> sight =
            Map.of(USER, new DemoLinks.Sight(false, Set.of(9L, 12L, 99L)));
    private boolean directoryDown;

    private final DemoLinks links = links("127.0.0.1");
    private final List<AdminRoute> routes = new DemoRoutes(links, new SampleEvents(1, InstantSource.system())).routes();

    private DemoLinks links(String listener) {
        return new DemoLinks(
                new InetSocketAddress(listener, 8888),
                id -> directoryDown
                        ? CompletableFuture.failedFuture(new IOException("database is locked"))
                        : CompletableFuture.completedFuture("token-of-" + id),
                () -> CompletableFuture.completedFuture(new DemoLinks.Numbers(4, 3, 20, 50, 1)),
                payload -> {
                    published.add(payload);
                    return CompletableFuture.completedFuture(new DemoLinks.Matched(2, 7));
                },
                users -> CompletableFuture.completedFuture(sight),
                wish -> {
                    wishes.add(wish);
                    return CompletableFuture.completedFuture(1L);
                });
    }

    @Test
    void the_state_tells_users_with_fresh_tokens_numbers_and_types() throws IOException {
        JsonNode state = json(ask("GET", "/demo/state", Map.of(), Map.of()));
        assertThat(state.get("websocket").asText()).isEqualTo("ws://127.0.0.1:8888/");
        assertThat(state.get("users").findValuesAsText("username")).containsExactly("root", "edith", "victor", "nora");
        assertThat(state.get("users").findValuesAsText("token"))
                .containsExactly("token-of-1", "token-of-2", "token-of-3", "token-of-4");
        assertThat(state.get("numbers").get("deliveries").asLong()).isEqualTo(50);
        assertThat(state.get("content_types")).hasSize(7);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,   demo.example:9888, ws://127.0.0.1:8888/",
        "::1,         demo.example:9888, ws://[0:0:0:0:0:0:0:1]:8888/",
        "0.0.0.0,     demo.example:9888, ws://demo.example:8888/",
        "0.0.0.0,     localhost,         ws://localhost:8888/",
        "::,          [::1]:9888,        ws://[::1]:8888/",
        "0.0.0.0,     ,                  ws://127.0.0.1:8888/",
    })
    void a_gateway_on_every_address_is_reached_by_the_one_that_led_to_the_page(
            String listener, @Nullable String host, String websocket) {
        assertThat(links(listener).websocket(host)).hasToString(websocket);
    }

    @Test
    void publishing_answers_with_what_the_event_matched() throws IOException {
        JsonNode answer = json(ask("POST", "/demo/publish", Map.of("content_type", "9"), Map.of()));
        assertThat(answer.get("audiences").asLong()).isEqualTo(2);
        assertThat(answer.get("connections").asLong()).isEqualTo(7);
        assertThat(published).singleElement().satisfies(payload -> {
            assertThat(new String(payload, StandardCharsets.UTF_8))
                    .isEqualTo(answer.get("payload").asText());
            assertThat(JSON.readTree(payload).get("model").asText()).isEqualTo("order");
        });
    }

    @Test
    void a_switch_changes_one_right_and_is_answered_with_what_all_may_see() throws IOException {
        JsonNode answer = json(
                ask("POST", "/demo/rights", Map.of("user", "2", "content_type", "9", "granted", "true"), Map.of()));
        assertThat(answer.get("users").get(1).get("sees")).map(JsonNode::asText).containsExactly("order", "article");
        assertThat(answer.get("users").get(0).get("sees")).isEmpty();
        assertThat(answer.get("users").findValue("token")).isNull();
        json(ask("POST", "/demo/rights", Map.of("user", "1", "superuser", "true", "granted", "false"), Map.of()));
        assertThat(wishes)
                .containsExactly(
                        new SampleRights.Wish.View(USER, 9, true),
                        new SampleRights.Wish.Superuser(new PrimaryKey.IntegerKey(1), false));
    }

    @Test
    void an_odd_switch_is_refused() {
        for (Map<String, String> query : List.of(
                Map.<String, String>of(),
                Map.of("user", "9", "content_type", "9"),
                Map.of("user", "2", "content_type", "9; DROP TABLE auth_user"),
                Map.of("user", "2"))) {
            assertThat(ask("POST", "/demo/rights", query, Map.of()).status()).isEqualTo(400);
        }
        assertThat(wishes).isEmpty();
    }

    @Test
    void an_odd_content_type_is_refused() {
        assertThat(ask("POST", "/demo/publish", Map.of("content_type", "x"), Map.of())
                        .status())
                .isEqualTo(400);
        assertThat(published).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"POST,/demo/publish", "POST,/demo/rights", "GET,/demo/state", "GET,/demo/numbers"})
    void another_sites_page_gets_nothing(String method, String path) {
        for (Map<String, String> headers : List.of(
                Map.of("host", "127.0.0.1:9888", "origin", "https://evil.example"),
                Map.of("host", "127.0.0.1:9888", "origin", "http://127.0.0.1:3000"),
                Map.of("host", "127.0.0.1:9888", "origin", "null"),
                Map.of("origin", "http://127.0.0.1:9888"),
                Map.of("host", "127.0.0.1:9888", "sec-fetch-site", "cross-site"),
                Map.of("host", "127.0.0.1:9888", "sec-fetch-site", "same-site"))) {
            AdminResponse response = ask(method, path, Map.of(), headers);
            assertThat(response.status()).as(headers.toString()).isEqualTo(403);
            assertThat(text(response)).doesNotContain("token-of");
        }
        assertThat(published).isEmpty();
        assertThat(wishes).isEmpty();
    }

    @Test
    void the_page_itself_is_served() {
        Map<String, String> own =
                Map.of("host", "localhost:9888", "origin", "http://localhost:9888", "sec-fetch-site", "same-origin");
        assertThat(ask("GET", "/demo/state", Map.of(), own).status()).isEqualTo(200);
        assertThat(ask("POST", "/demo/publish", Map.of(), own).status()).isEqualTo(200);
    }

    @Test
    void a_directory_that_is_down_is_told_without_its_reason() {
        directoryDown = true;
        AdminResponse response = ask("GET", "/demo/state", Map.of(), Map.of());
        assertThat(response.status()).isEqualTo(503);
        assertThat(text(response)).doesNotContain("locked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/demo.css", "/demo.js", "/favicon.svg"})
    void the_files_ask_for_nothing_from_elsewhere(String path) {
        AdminResponse response = ask("GET", path, Map.of(), Map.of());
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().get("Content-Security-Policy"))
                .contains("default-src 'none'", "connect-src 'self' ws://127.0.0.1:8888;")
                .doesNotContain("unsafe");
        assertThat(text(response))
                .doesNotContain("https://", "style=", "innerHTML", "onclick=\"")
                .doesNotContainPattern("http://(?!www\\.w3\\.org/2000/svg)");
    }

    private AdminResponse ask(String method, String path, Map<String, String> query, Map<String, String> headers) {
        AdminRoute route = routes.stream()
                .filter(candidate ->
                        candidate.path().equals(path) && candidate.methods().contains(method))
                .findFirst()
                .orElseThrow();
        return route.handle(new AdminRequest(method, path, query, new byte[0], headers))
                .toCompletableFuture()
                .join();
    }

    private static String text(AdminResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static JsonNode json(AdminResponse response) throws IOException {
        assertThat(response.status()).as(text(response)).isEqualTo(200);
        assertThat(response.headers()).containsEntry("Cache-Control", "no-store");
        return JSON.readTree(response.body());
    }
}
