package dev.carillon.gateway.wire;

import static dev.carillon.gateway.testing.ClientFrames.FIN;
import static dev.carillon.gateway.testing.ClientFrames.frame;
import static dev.carillon.gateway.testing.Eventually.eventually;
import static dev.carillon.gateway.testing.TestGateway.EDITH;
import static dev.carillon.gateway.testing.TestGateway.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.testing.ClientFrames;
import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.testing.ServerFrame;
import dev.carillon.gateway.testing.TestGateway;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients and operators see while the gateway ends. */
@Timeout(120)
final class ShutdownIT {
    @Test
    void every_client_gets_1001_and_then_nothing_listens() throws Exception {
        try (TestGateway gateway = TestGateway.start()) {
            SocketAddress address = gateway.address();
            try (RawWebSocket subscribed = gateway.client(ROOT);
                    RawWebSocket waiting = RawWebSocket.connect(address);
                    RawWebSocket silent = RawWebSocket.connect(address)) {
                waiting.open();
                gateway.awaitSubscribers(1);
                CompletableFuture<Void> closing = closing(gateway);
                for (RawWebSocket client : List.of(subscribed, waiting)) {
                    ServerFrame close = client.readFrame();
                    assertThat(close.closing()).isEqualTo("1001 ");
                    client.send(frame(FIN | ClientFrames.CLOSE, close.payload()));
                    assertThat(client.awaitEnd()).isEqualTo(RawWebSocket.Ending.FIN);
                }
                assertThat(silent.readRest()).isEmpty();
                closing.get(20, TimeUnit.SECONDS);
                for (SocketAddress gone : List.of(address, (SocketAddress) gateway.adminAddress())) {
                    assertThatThrownBy(() -> RawWebSocket.connect(gone).close()).isInstanceOf(ConnectException.class);
                }
            }
        }
    }

    @Test
    void the_close_code_is_1012_where_that_is_configured() throws Exception {
        try (TestGateway gateway = TestGateway.start(Map.of("CARILLON_SHUTDOWN_CLOSE_CODE", "1012"));
                RawWebSocket client = gateway.client(EDITH)) {
            gateway.awaitSubscribers(1);
            CompletableFuture<Void> closing = closing(gateway);
            assertThat(client.readFrame().closing()).isEqualTo("1012 ");
            client.send(ClientFrames.close(1012, ""));
            closing.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void while_it_drains_it_is_not_ready_takes_nobody_and_waits_no_longer_than_the_close_timeout() throws Exception {
        try (TestGateway gateway = TestGateway.start(Map.of("CARILLON_KEEPALIVE_CLOSE_TIMEOUT", "2s"));
                RawWebSocket mute = gateway.client(EDITH)) {
            SocketAddress address = gateway.address();
            gateway.awaitSubscribers(1);
            CompletableFuture<Void> closing = closing(gateway);
            assertThat(mute.readFrame().closing()).isEqualTo("1001 ");
            assertThat(gateway.get("/ready").statusCode()).isEqualTo(503);
            assertThat(gateway.get("/ready").body()).contains("shutting down");
            assertThat(gateway.get("/live").statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> RawWebSocket.connect(address).close()).isInstanceOf(ConnectException.class);
            closing.get(20, TimeUnit.SECONDS);
            assertThat(mute.awaitEnd()).isNotEqualTo(RawWebSocket.Ending.NONE);
        }
    }

    @Test
    void many_clients_are_closed_a_few_at_a_time() throws Exception {
        List<RawWebSocket> clients = new ArrayList<>();
        try (TestGateway gateway = TestGateway.start(Map.of("CARILLON_SHUTDOWN_DRAIN", "3s"))) {
            for (int i = 0; i < 300; i++) {
                clients.add(gateway.client(EDITH));
            }
            gateway.awaitSubscribers(300);
            CompletableFuture<Void> closing = closing(gateway);
            eventually("some are closed, and others not yet", () -> {
                long left = gateway.gateway().registry().sum(LoopShard::subscriberCount);
                assertThat(left).as("all at once").isPositive();
                return left < 300;
            });
            for (RawWebSocket client : clients) {
                ServerFrame close = client.readFrame();
                assertThat(close.closing()).isEqualTo("1001 ");
                client.send(frame(FIN | ClientFrames.CLOSE, close.payload()));
            }
            closing.get(20, TimeUnit.SECONDS);
        } finally {
            for (RawWebSocket client : clients) {
                client.close();
            }
        }
    }

    @Test
    void ending_twice_is_ending_once() throws Exception {
        TestGateway gateway = TestGateway.start();
        gateway.gateway().close();
        gateway.gateway().close();
        gateway.close();
    }

    private static CompletableFuture<Void> closing(TestGateway gateway) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            try {
                gateway.gateway().close();
                ended.complete(null);
            } catch (RuntimeException e) {
                ended.completeExceptionally(e);
            }
        });
        return ended;
    }

    @Test
    void an_address_that_is_taken_is_named_and_what_was_started_is_ended() throws Exception {
        try (TestGateway first = TestGateway.start()) {
            long before = loops();
            String taken = "127.0.0.1:" + ((java.net.InetSocketAddress) first.address()).getPort();
            assertThatThrownBy(() -> TestGateway.start(Map.of("CARILLON_LISTEN", taken)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on " + taken);
            eventually("its threads have ended", () -> loops() == before);
        }
    }

    private static long loops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("carillon-"))
                .count();
    }
}
