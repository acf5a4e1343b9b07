package dev.carillon.gateway.wire;

import static dev.carillon.gateway.testing.TestGateway.EDITH;
import static dev.carillon.gateway.testing.TestGateway.PRODUCT;
import static dev.carillon.gateway.testing.TestGateway.ROOT;
import static dev.carillon.gateway.testing.TestGateway.VICTOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.testing.ClientFrames;
import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.testing.TestGateway;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Disconnecting through the admin port, on a whole gateway of two loops. */
@Timeout(60)
final class DisconnectIT {
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
    void all_connections_of_a_user_are_closed_on_every_loop_and_no_others() throws Exception {
        List<RawWebSocket> ediths = new ArrayList<>();
        try (RawWebSocket victor = gateway.client(VICTOR)) {
            for (int i = 0; i < 5; i++) {
                ediths.add(gateway.client(EDITH));
            }
            gateway.awaitSubscribers(6);
            assertThat(loopsWithSubscribers()).isEqualTo(2);
            HttpResponse<String> answer =
                    gateway.postTo("/disconnect", "{\"user\": " + EDITH + ", \"reason\": \"please log in again\"}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("\"connections\":5", "closed 5 connections of user 2");
            for (RawWebSocket edith : ediths) {
                assertThat(edith.readFrame().closing()).isEqualTo("4000 please log in again");
                edith.send(ClientFrames.close(4000, ""));
                assertThat(edith.awaitEnd()).isEqualTo(RawWebSocket.Ending.FIN);
                edith.close();
            }
            gateway.awaitSubscribers(1);
            assertThat(gateway.metrics().sum("carillon_closes_total", "reason=disconnected"))
                    .isGreaterThanOrEqualTo(5);
            try (RawWebSocket again = gateway.client(EDITH)) {
                gateway.awaitSubscribers(2);
                String payload = gateway.publish(PRODUCT, "tea");
                assertThat(again.readFrame().text()).isEqualTo(payload);
                assertThat(victor.readFrame().text()).isEqualTo(payload);
            }
        }
        gateway.awaitSubscribers(0);
    }

    private static int loopsWithSubscribers() {
        return (int) gateway.gateway().registry().shards().stream()
                .map(LoopShard::subscriberCount)
                .filter(count -> count > 0)
                .count();
    }

    @Test
    void a_user_is_found_by_name_and_told_to_stay_away() throws Exception {
        try (RawWebSocket edith = gateway.client(EDITH)) {
            gateway.awaitSubscribers(1);
            assertThat(gateway.postTo("/disconnect", "{\"username\": \"edith\", \"code\": 4403}")
                            .body())
                    .contains("\"connections\":1");
            assertThat(edith.readFrame().closing()).isEqualTo("4403 disconnected by the operator");
        }
        gateway.awaitSubscribers(0);
        HttpResponse<String> nobody = gateway.postTo("/disconnect", "{\"username\": \"eve\"}");
        assertThat(nobody.statusCode()).isEqualTo(404);
        assertThat(nobody.body()).contains("there is no user named eve");
        assertThat(gateway.postTo("/disconnect", "{\"user\": 99}").body()).contains("\"connections\":0");
    }

    @Test
    void everybody_is_closed_over_time_and_who_comes_back_meanwhile_stays() throws Exception {
        List<RawWebSocket> clients = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            clients.add(gateway.client(i % 2 == 0 ? ROOT : VICTOR));
        }
        gateway.awaitSubscribers(8);
        HttpResponse<String> answer = gateway.postTo("/disconnect", "{\"everyone\": true, \"over\": \"1s\"}");
        assertThat(answer.body()).contains("\"connections\":8", "closing 8 connections of everybody over 1 s");
        try (RawWebSocket newcomer = gateway.client(ROOT)) {
            for (RawWebSocket client : clients) {
                assertThat(client.readFrame().closing()).isEqualTo("4000 disconnected by the operator");
                client.close();
            }
            gateway.awaitSubscribers(1);
            String payload = gateway.publish(PRODUCT, "still here");
            assertThat(newcomer.readFrame().text()).isEqualTo(payload);
        }
        gateway.awaitSubscribers(0);
    }

    @Test
    void only_json_from_a_known_host_is_heeded() throws Exception {
        try (RawWebSocket root = gateway.client(ROOT);
                RawWebSocket page = RawWebSocket.connect(gateway.adminAddress());
                RawWebSocket rebound = RawWebSocket.connect(gateway.adminAddress())) {
            gateway.awaitSubscribers(1);
            String body = "{\"everyone\": true}";
            page.send("POST /disconnect HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body);
            assertThat(page.readHead()).startsWith("HTTP/1.1 415 ");
            rebound.send("POST /disconnect HTTP/1.1\r\nHost: evil.example\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + body.length() + "\r\n\r\n" + body);
            assertThat(rebound.readHead()).startsWith("HTTP/1.1 421 ");
            assertThat(gateway.get("/disconnect").statusCode()).isEqualTo(405);
            HttpResponse<String> unclear = gateway.postTo("/disconnect", "{\"everyone\": true, \"user\": 1}");
            assertThat(unclear.statusCode()).isEqualTo(400);
            String payload = gateway.publish(PRODUCT, "untouched");
            assertThat(root.readFrame().text()).isEqualTo(payload);
        }
        gateway.awaitSubscribers(0);
    }
}
