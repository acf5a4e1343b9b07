package dev.carillon.gateway.wire;

import static dev.carillon.gateway.testing.ClientFrames.text;
import static dev.carillon.gateway.testing.TestGateway.EDITH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.testing.TestGateway;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A database that cannot be asked. */
@Timeout(120)
final class DirectoryDownIT {
    @Test
    void nobody_listens_at_the_database_s_address_so_clients_are_told_to_come_back() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        clientsAreToldToComeBack("postgres://django:hunter2@127.0.0.1:" + free + "/site");
    }

    @Test
    void a_database_that_accepts_and_says_nothing_holds_clients_for_a_bounded_time() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            clientsAreToldToComeBack("postgres://django:hunter2@127.0.0.1:" + silent.getLocalPort() + "/site");
        }
    }

    private static void clientsAreToldToComeBack(String database) throws Exception {
        try (TestGateway gateway = TestGateway.start(
                        Map.of("CARILLON_DJANGO_DATABASE", database, "CARILLON_DIRECTORY_TIMEOUT", "1s"));
                RawWebSocket client = RawWebSocket.connect(gateway.address());
                RawWebSocket garbage = RawWebSocket.connect(gateway.address())) {
            String token = gateway.token(EDITH);
            client.open();
            client.send(text(token));
            assertThat(client.readFrame().closing()).isEqualTo("1013 user database unavailable, try again later");
            garbage.open();
            garbage.send(text("garbage"));
            assertThat(garbage.readFrame().closing()).isEqualTo("1011 authentication failed");
            assertThat(gateway.get("/ready").statusCode()).isEqualTo(503);
            assertThat(gateway.get("/ready").body()).contains("directory").doesNotContain("hunter2");
            assertThat(gateway.get("/live").statusCode()).isEqualTo(200);
            assertThat(gateway.get("/metrics").body()).doesNotContain("hunter2", token);
        }
    }
}
