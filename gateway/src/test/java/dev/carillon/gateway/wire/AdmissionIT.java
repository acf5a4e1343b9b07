package dev.carillon.gateway.wire;

import static dev.carillon.gateway.testing.TestGateway.EDITH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.testing.TestGateway;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits on connections. */
@Timeout(60)
final class AdmissionIT {
    @Test
    void one_connection_too_many_gets_503_until_another_goes() throws Exception {
        try (TestGateway gateway = TestGateway.start(Map.of("CARILLON_ADMISSION_MAX_CONNECTIONS", "2"));
                RawWebSocket first = gateway.client(EDITH);
                RawWebSocket second = gateway.client(EDITH)) {
            gateway.awaitSubscribers(2);
            refused(RawWebSocket.connect(gateway.address()), "The server is full");
            first.reset();
            gateway.awaitSubscribers(1);
            try (RawWebSocket third = gateway.client(EDITH)) {
                gateway.awaitSubscribers(2);
                assertThat(second.isQuiet()).isTrue();
                assertThat(third.isQuiet()).isTrue();
            }
        }
    }

    @Test
    void one_connection_too_many_from_an_address_gets_503_and_other_addresses_do_not() throws Exception {
        try (TestGateway gateway = TestGateway.start(Map.of("CARILLON_ADMISSION_MAX_PER_ADDRESS", "1"));
                RawWebSocket first = gateway.client(EDITH);
                RawWebSocket other =
                        gateway.subscribe(RawWebSocket.connectFrom("127.0.0.2", gateway.address()), EDITH)) {
            gateway.awaitSubscribers(2);
            refused(RawWebSocket.connect(gateway.address()), "from this address");
            refused(RawWebSocket.connectFrom("127.0.0.2", gateway.address()), "from this address");
            other.reset();
            gateway.awaitSubscribers(1);
            try (RawWebSocket again =
                    gateway.subscribe(RawWebSocket.connectFrom("127.0.0.2", gateway.address()), EDITH)) {
                gateway.awaitSubscribers(2);
                assertThat(again.isQuiet()).isTrue();
            }
            assertThat(first.isQuiet()).isTrue();
        }
    }

    private static void refused(RawWebSocket client, String words) throws IOException {
        try (client) {
            client.send(RawWebSocket.request());
            assertThat(client.readHead())
                    .startsWith("HTTP/1.1 503 ")
                    .containsPattern("\r\nRetry-After: ([3-9]|10)\r\n")
                    .contains("\r\nConnection: close\r\n");
            assertThat(client.readRest()).contains(words);
        }
    }
}
