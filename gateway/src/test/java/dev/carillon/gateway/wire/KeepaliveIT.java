package dev.carillon.gateway.wire;

import static dev.carillon.gateway.testing.ClientFrames.FIN;
import static dev.carillon.gateway.testing.ClientFrames.PONG;
import static dev.carillon.gateway.testing.ClientFrames.frame;
import static dev.carillon.gateway.testing.ClientFrames.text;
import static dev.carillon.gateway.testing.Eventually.eventually;
import static dev.carillon.gateway.testing.TestGateway.EDITH;
import static dev.carillon.gateway.testing.TestGateway.PRODUCT;
import static dev.carillon.gateway.testing.TestGateway.ROOT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.testing.MetricsText;
import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.testing.RawWebSocket.Ending;
import dev.carillon.gateway.testing.ServerFrame;
import dev.carillon.gateway.testing.TestGateway;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Time-outs, all of them short here: clients that stay silent are found out in each state. */
@Timeout(120)
final class KeepaliveIT {
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.start(Map.of(
                "CARILLON_KEEPALIVE_PING_INTERVAL", "500ms",
                "CARILLON_KEEPALIVE_PING_TIMEOUT", "700ms",
                "CARILLON_KEEPALIVE_OPEN_TIMEOUT", "2s",
                "CARILLON_KEEPALIVE_CLOSE_TIMEOUT", "800ms"));
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    @Test
    void a_client_that_answers_pings_stays() throws Exception {
        try (RawWebSocket client = gateway.client(EDITH)) {
            gateway.awaitSubscribers(1);
            for (int i = 0; i < 4; i++) {
                ServerFrame ping = client.readFrame();
                assertThat(ping.first()).isEqualTo(0x89);
                assertThat(ping.payload()).hasSize(4);
                client.send(frame(FIN | PONG, ping.payload()));
            }
            String payload = gateway.publish(PRODUCT, "still here");
            assertThat(nextText(client)).isEqualTo(payload);
        }
        gateway.awaitSubscribers(0);
    }

    private static String nextText(RawWebSocket client) throws IOException {
        ServerFrame frame = client.readFrame();
        while (frame.first() == 0x89) {
            client.send(frame(FIN | PONG, frame.payload()));
            frame = client.readFrame();
        }
        return frame.text();
    }

    @ParameterizedTest
    @ValueSource(strings = {"silent", "talking", "other pongs"})
    void a_client_that_does_not_answer_its_ping_is_closed_with_1011(String client) throws Exception {
        try (RawWebSocket mute = gateway.client(EDITH)) {
            assertThat(mute.readFrame().first()).isEqualTo(0x89);
            switch (client) {
                case "talking" -> mute.send(text("I am here"));
                case "other pongs" ->
                    mute.send(frame(FIN | PONG, "abcd".getBytes(UTF_8)), frame(FIN | PONG, new byte[0]));
                default -> {}
            }
            assertThat(mute.readFrame().closing()).isEqualTo("1011 keepalive ping timeout");
            assertThat(mute.awaitEnd()).isEqualTo(Ending.RESET);
        }
        gateway.awaitSubscribers(0);
    }

    @Test
    void a_client_that_stopped_reading_is_closed_too_and_dropped_with_what_waits_for_it() throws Exception {
        MetricsText before = gateway.metrics();
        try (RawWebSocket stalled = gateway.subscribe(RawWebSocket.connectNarrow(gateway.address()), ROOT)) {
            gateway.awaitSubscribers(1);
            fillUp();
            gateway.awaitSubscribers(0);
            eventually("the connection is gone", () -> count("carillon_connections") == 0);
            assertThat(stalled.drain()).isEqualTo(Ending.RESET);
        }
        MetricsText after = gateway.metrics();
        assertThat(after.sum("carillon_closes_total", "reason=keepalive_timeout"))
                .isEqualTo(before.sum("carillon_closes_total", "reason=keepalive_timeout") + 1);
        assertThat(after.sum("carillon_deliveries_pending")).isZero();
        assertThat(after.sum("carillon_deliveries_shed_total")).isPositive();
    }

    private static void fillUp() throws IOException, InterruptedException {
        String large = "x".repeat(200_000);
        for (int i = 0; i < 100 && gateway.gateway().registry().sum(LoopShard::parkedTotal) == 0; i++) {
            gateway.publish(PRODUCT, large);
        }
        assertThat(gateway.gateway().registry().sum(LoopShard::parkedTotal)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET / HT", "GET / HTTP/1.1\r\nHost: x\r\nUpgr"})
    void a_connection_without_a_whole_request_is_dropped(String begun) throws Exception {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.send(begun);
            assertThat(client.readRest()).isEmpty();
        }
    }

    @Test
    void a_connection_without_a_token_is_closed_with_1008() throws Exception {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.open();
            ServerFrame close = client.readFrame();
            assertThat(close.closing()).isEqualTo("1008 no token within the open timeout");
            client.send(frame(FIN | 8, close.payload()));
            assertThat(client.awaitEnd()).isEqualTo(Ending.FIN);
        }
    }

    @Test
    void a_token_that_comes_byte_by_byte_does_not_stretch_the_time() throws Exception {
        byte[] token = text(gateway.token(EDITH));
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.open();
            int sent = 0;
            while (client.isQuiet() && sent < token.length - 1) {
                client.send(new byte[] {token[sent++]});
                java.util.concurrent.locks.LockSupport.parkNanos(200_000_000);
            }
            assertThat(client.readFrame().closing()).isEqualTo("1008 no token within the open timeout");
        }
    }

    @Test
    void a_refused_client_that_does_not_go_is_dropped() throws Exception {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 426 ");
            eventually("dropped", () -> count("carillon_connections") == 0);
        }
    }

    @Test
    void a_client_that_does_not_answer_the_close_frame_is_dropped() throws Exception {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.open();
            client.send(text("nobody's"));
            assertThat(client.readFrame().closing()).isEqualTo("1011 authentication failed");
            assertThat(client.awaitEnd()).isEqualTo(Ending.RESET);
            eventually("dropped", () -> count("carillon_connections") == 0);
        }
    }

    @Test
    void a_client_that_breaks_the_protocol_and_does_not_go_is_dropped() throws Exception {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.open();
            client.send(frame(FIN | 3, new byte[0]));
            assertThat(client.readFrame().closing()).isEqualTo("1002 invalid opcode");
            assertThat(client.awaitEnd()).isEqualTo(Ending.FIN);
            eventually("dropped", () -> count("carillon_connections") == 0);
        }
    }

    private static double count(String name) {
        try {
            return gateway.metrics().sum(name);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
