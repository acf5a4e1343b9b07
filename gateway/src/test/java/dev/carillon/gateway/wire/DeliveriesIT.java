package dev.carillon.gateway.wire;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static dev.carillon.gateway.testing.TestGateway.CATEGORY;
import static dev.carillon.gateway.testing.TestGateway.EDITH;
import static dev.carillon.gateway.testing.TestGateway.NORA;
import static dev.carillon.gateway.testing.TestGateway.ORDER;
import static dev.carillon.gateway.testing.TestGateway.PRODUCT;
import static dev.carillon.gateway.testing.TestGateway.ROOT;
import static dev.carillon.gateway.testing.TestGateway.VICTOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.testing.MetricsText;
import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.testing.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every matched delivery is accounted for, whatever the clients do meanwhile. */
@Timeout(180)
final class DeliveriesIT {
    @ParameterizedTest
    @ValueSource(strings = {"nio", "auto"})
    void what_matched_was_written_or_shed_while_clients_come_stall_and_go(String io) throws Exception {
        List<RawWebSocket> clients = new ArrayList<>();
        try (TestGateway gateway = TestGateway.start(Map.of("CARILLON_TRANSPORT_IO", io))) {
            for (long user : new long[] {ROOT, EDITH, VICTOR, NORA, ROOT, EDITH}) {
                clients.add(gateway.client(user));
            }
            RawWebSocket stalled = stalled(gateway);
            gateway.awaitSubscribers(7);
            String large = "y".repeat(100_000);
            for (int i = 0; i < 60; i++) {
                gateway.publish(i % 3 == 0 ? PRODUCT : i % 3 == 1 ? ORDER : CATEGORY, large);
                if (i == 20) {
                    clients.get(4).reset();
                }
                if (i == 40) {
                    clients.get(5).close();
                }
            }
            assertThat(gateway.gateway().registry().sum(LoopShard::parkedTotal)).isPositive();
            assertThat(stalled.isQuiet()).isFalse();
            stalled.reset();
            clients.subList(0, 4).forEach(DeliveriesIT::leave);
            gateway.awaitSubscribers(0);
            eventually("nothing is pending", () -> pending(gateway) == 0);
            MetricsText metrics = gateway.metrics();
            double matched = metrics.sum("carillon_deliveries_matched_total");
            double written = metrics.sum("carillon_deliveries_total");
            double shed = metrics.sum("carillon_deliveries_shed_total");
            assertThat(matched).isGreaterThan(200);
            assertThat(shed).isPositive();
            assertThat(written + shed).isEqualTo(matched);
            assertThat(metrics.sum("carillon_connections")).isZero();
            assertThat(metrics.sum("carillon_audiences")).isZero();
            assertThat(metrics.sum("carillon_events_received_total")).isEqualTo(60);
            assertThat(metrics.sum("carillon_authentications_total", "outcome=accepted"))
                    .isEqualTo(7);
            assertThat(metrics.sum("carillon_handshakes_total", "status=101")).isEqualTo(7);
            assertThat(metrics.sum("carillon_closes_total")).isEqualTo(7);
        }
    }

    private static RawWebSocket stalled(TestGateway gateway) throws IOException, DirectoryException {
        return gateway.subscribe(RawWebSocket.connectNarrow(gateway.address()), ROOT);
    }

    @Test
    void a_client_that_was_slow_gets_every_event_in_order_once_it_reads() throws Exception {
        try (TestGateway gateway = TestGateway.start();
                RawWebSocket slow = stalled(gateway);
                RawWebSocket quick = gateway.client(ROOT)) {
            gateway.awaitSubscribers(2);
            List<String> published = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                published.add(gateway.publish(PRODUCT, i + "z".repeat(100_000)));
                assertThat(quick.readFrame().text()).isEqualTo(published.get(i));
            }
            assertThat(gateway.gateway().registry().sum(LoopShard::parkedTotal)).isEqualTo(1);
            for (String payload : published) {
                assertThat(slow.readFrame().text()).isEqualTo(payload);
            }
            eventually("live again", () -> gateway.gateway().registry().sum(LoopShard::parkedTotal) == 0);
            String last = gateway.publish(PRODUCT, "last");
            assertThat(slow.readFrame().text()).isEqualTo(last);
        }
    }

    @Test
    void a_client_that_the_log_overtakes_is_closed_with_1013() throws Exception {
        try (TestGateway gateway =
                        TestGateway.start(Map.of("CARILLON_LOG_MAX_BYTES", "4MiB", "CARILLON_BUS_MAX_SIZE", "1MiB"));
                RawWebSocket slow = stalled(gateway)) {
            gateway.awaitSubscribers(1);
            String large = "w".repeat(500_000);
            for (int i = 0; i < 60 && gateway.gateway().registry().sum(LoopShard::subscriberCount) > 0; i++) {
                gateway.publish(PRODUCT, large);
            }
            gateway.awaitSubscribers(0);
            String last = slow.readFrame().toString();
            while (last.startsWith("81")) {
                last = slow.readFrame().toString();
            }
            assertThat(last).contains("too slow, events were missed, come back");
        }
    }

    private static void leave(RawWebSocket client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static double pending(TestGateway gateway) {
        try {
            return gateway.metrics().sum("carillon_deliveries_pending");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
