package dev.carillon.gateway.wire;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static dev.carillon.gateway.testing.TestGateway.EDITH;
import static dev.carillon.gateway.testing.TestGateway.NORA;
import static dev.carillon.gateway.testing.TestGateway.ORDER;
import static dev.carillon.gateway.testing.TestGateway.PRODUCT;
import static dev.carillon.gateway.testing.TestGateway.ROOT;
import static dev.carillon.gateway.testing.TestGateway.VICTOR;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.gateway.directory.jdbc.SqliteScript;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.testing.ClientFrames;
import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.testing.TestGateway;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why somebody gets an event or does not, as the admin port of a whole gateway tells it. */
@Timeout(120)
final class WhyIT {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void a_viewer_learns_through_which_group_and_on_which_connections() throws Exception {
        try (TestGateway gateway = TestGateway.start();
                RawWebSocket first = gateway.client(VICTOR);
                RawWebSocket second = gateway.client(VICTOR)) {
            gateway.awaitSubscribers(2);
            String payload = gateway.publish(ORDER, "o");
            assertThat(first.readFrame().text()).isEqualTo(payload);
            assertThat(second.readFrame().text()).isEqualTo(payload);
            String words = words(gateway, "/why?user=3&content_type=shop.order");
            assertThat(words.lines().toList())
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .matches("victor \\(3\\) has 2 connections; both see shop.order: through group"
                                            + " Logistics \\(shop.view_order\\), read \\d+ s ago\\."),
                            line -> assertThat(line).isEqualTo("The database says the same now."),
                            line -> assertThat(line)
                                    .matches(
                                            "- connection \\w+, since \\S+Z from 127\\.0\\.0\\.1 port \\d+, by a sesame"
                                                    + " token: live; sees it; of all that it may see, 1 event written,"
                                                    + " none shed"),
                            line -> assertThat(line).startsWith("- connection "));
            JsonNode json = json(gateway.get("/why?user=username:victor&content_type=9"));
            assertThat(json.at("/user/id").asText()).isEqualTo("3");
            assertThat(json.at("/content_type/name").asText()).isEqualTo("shop.order");
            assertThat(json.at("/database/through/0/permission").asText()).isEqualTo("shop.view_order");
            assertThat(json.at("/database/through/0/group/name").asText()).isEqualTo("Logistics");
            assertThat(json.at("/connections")).hasSize(2).allSatisfy(connection -> {
                assertThat(connection.get("sees").asBoolean()).isTrue();
                assertThat(connection.get("loop").asText()).startsWith("carillon-loop");
                assertThat(connection.get("written").asLong()).isEqualTo(1);
            });
            assertThat(json.get("differs").asBoolean()).isFalse();
        }
    }

    @Test
    void others_learn_why_not_or_that_nothing_stands_in_their_way() throws Exception {
        try (TestGateway gateway = TestGateway.start();
                RawWebSocket root = gateway.client(ROOT);
                RawWebSocket nora = gateway.client(NORA)) {
            gateway.awaitSubscribers(2);
            assertThat(words(gateway, "/why?user=1&content_type=shop.order"))
                    .startsWith("root (1) has 1 connection; it sees shop.order: they are a superuser");
            assertThat(words(gateway, "/why?username=nora&content_type=shop.order"))
                    .startsWith(
                            "nora (4) has 1 connection; it does not see shop.order: they have neither shop.view_order nor"
                                    + " shop.change_order, of their own or through a group; either would do, read ");
            assertThat(words(gateway, "/why?user=2&content_type=shop.product"))
                    .startsWith("edith (2) has no connection to this gateway")
                    .contains("they would see it: by a permission of their own (shop.change_product)");
            SqliteScript.run(gateway.site().database(), "UPDATE auth_user SET is_active = 0 WHERE id = 2");
            assertThat(words(gateway, "/why?user=2&content_type=shop.product"))
                    .contains("they would not see it: they are not active");
            assertThat(root.isQuiet() && nora.isQuiet()).isTrue();
        }
    }

    @Test
    void what_the_gateway_goes_by_is_compared_with_what_the_database_says_now() throws Exception {
        Map<String, String> slow = Map.of("CARILLON_PERMISSIONS_SWEEP", "10m");
        try (TestGateway gateway = TestGateway.start(slow);
                RawWebSocket victor = gateway.client(VICTOR)) {
            gateway.awaitSubscribers(1);
            SqliteScript.run(gateway.site().database(), "DELETE FROM auth_group_permissions");
            assertThat(words(gateway, "/why?user=3&content_type=shop.order"))
                    .startsWith("victor (3) has 1 connection; it sees shop.order, read ")
                    .contains("The database says otherwise now: they have neither shop.view_order nor")
                    .contains("carillon_invalidate");
            assertThat(json(gateway.get("/why?user=3&content_type=shop.order"))
                            .get("differs")
                            .asBoolean())
                    .isTrue();
            assertThat(victor.isQuiet()).isTrue();
        }
    }

    @Test
    void who_is_behind_and_who_was_cut_off_is_told_what_it_missed() throws Exception {
        try (TestGateway gateway =
                        TestGateway.start(Map.of("CARILLON_LOG_MAX_BYTES", "4MiB", "CARILLON_BUS_MAX_SIZE", "1MiB"));
                RawWebSocket slow = gateway.subscribe(RawWebSocket.connectNarrow(gateway.address()), EDITH)) {
            gateway.awaitSubscribers(1);
            String large = "w".repeat(500_000);
            for (int i = 0; i < 20 && gateway.gateway().registry().sum(LoopShard::parkedTotal) == 0; i++) {
                gateway.publish(PRODUCT, large);
            }
            gateway.publish(PRODUCT, "small");
            assertThat(words(gateway, "/why?user=2&content_type=8"))
                    .containsPattern("behind for \\d+ s, [1-9]\\d* events? waiting for it");
            for (int i = 0; i < 60 && gateway.gateway().registry().sum(LoopShard::subscriberCount) > 0; i++) {
                gateway.publish(PRODUCT, large);
            }
            gateway.awaitSubscribers(0);
            assertThat(words(gateway, "/why?user=2&content_type=8"))
                    .contains("has no connection")
                    .containsPattern(
                            "ended \\d+ s ago, after \\d+ s: too_slow \\(1013 too slow, events were missed, come"
                                    + " back\\); \\d+ events? written, .*[1-9]\\d* shed");
            assertThat(slow.isQuiet()).isFalse();
        }
    }

    @Test
    void who_goes_over_the_log_s_edge_and_stays_has_missed_something() throws Exception {
        Map<String, String> settings = Map.of(
                "CARILLON_LOG_MAX_BYTES", "4MiB", "CARILLON_BUS_MAX_SIZE", "1MiB", "CARILLON_SLOW_POLICY", "skip");
        try (TestGateway gateway = TestGateway.start(settings);
                RawWebSocket slow = gateway.subscribe(RawWebSocket.connectNarrow(gateway.address()), EDITH)) {
            gateway.awaitSubscribers(1);
            String large = "w".repeat(500_000);
            for (int i = 0; i < 40; i++) {
                gateway.publish(PRODUCT, large);
            }
            eventually("it has missed some", () -> {
                try {
                    return words(gateway, "/why?user=2&content_type=8").contains(" shed (overtaken)");
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(slow.isQuiet()).isFalse();
        }
    }

    @Test
    void a_client_that_left_is_remembered_for_a_while() throws Exception {
        try (TestGateway gateway = TestGateway.start()) {
            RawWebSocket edith = gateway.client(EDITH);
            gateway.awaitSubscribers(1);
            edith.send(ClientFrames.close(1000, "bye"));
            gateway.awaitSubscribers(0);
            edith.close();
            assertThat(words(gateway, "/why?user=2&content_type=8")).containsPattern("ended \\d+ s ago.*client_closed");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/why | 400 | user=7&content_type=shop.order",
                "/why?user=3 | 400 | content_type",
                "/why?content_type=9 | 400 | user=ID",
                "/why?user=&content_type=9 | 400 | user=ID",
                "/why?user=username:&content_type=9 | 400 | user=ID",
                "/why?user=3&username=victor&content_type=9 | 400 | not both",
                "/why?user=3&content_type=999 | 404 | there is no content type 999",
                "/why?user=3&content_type=shop.ordr | 404 | the app shop has shop.category, shop.order,",
                "/why?user=3&content_type=order | 404 | an app of: admin, auth,",
                "/why?user=99&content_type=9 | 404 | there is no user 99",
                "/why?user=no%20such&content_type=9 | 404 | there is no user no such",
                "/why?username=eve&content_type=9 | 404 | there is no user named eve",
            })
    void what_cannot_be_answered_is_said_with_what_would_help(String path, int status, String words) throws Exception {
        try (TestGateway gateway = TestGateway.start()) {
            HttpResponse<String> answer = gateway.get(path);
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(JSON.readTree(answer.body()).get("error").asText()).contains(words);
        }
    }

    @Test
    void without_the_database_the_gateway_still_tells_what_it_goes_by() throws Exception {
        try (TestGateway gateway = TestGateway.start();
                RawWebSocket victor = gateway.client(VICTOR)) {
            gateway.awaitSubscribers(1);
            SqliteScript.run(gateway.site().database(), "ALTER TABLE django_content_type RENAME TO gone");
            assertThat(words(gateway, "/why?user=3&content_type=9"))
                    .startsWith("user 3 has 1 connection; it sees content type 9, read ")
                    .contains("The database cannot be read now");
            HttpResponse<String> byName = gateway.get("/why?username=victor&content_type=9");
            assertThat(byName.statusCode()).isEqualTo(503);
            assertThat(byName.body()).contains("by their ids");
            assertThat(victor.isQuiet()).isTrue();
        }
    }

    private static String words(TestGateway gateway, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = gateway.get(path, "Accept", "text/plain");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(json(gateway.get(path)).get("words").asText()).isNotEmpty();
        return answer.body().strip();
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
