package dev.carillon.gateway.wire;

import static dev.carillon.gateway.testing.TestGateway.EDITH;
import static dev.carillon.gateway.testing.TestGateway.PRODUCT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.gateway.demo.SampleSite;
import dev.carillon.gateway.testing.ClientFrames;
import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.testing.TestGateway;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the gateway listens, on each of Netty's transports that this kernel has. */
@Timeout(120)
final class ListeningIT {
    private Path directory;
    private Path socket;

    @BeforeEach
    void prepare() throws IOException {
        directory = Files.createTempDirectory(SampleSite.usualPlace(), "s");
        socket = directory.resolve("ws.sock");
    }

    @AfterEach
    void clean() throws IOException {
        Files.deleteIfExists(socket);
        Files.delete(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void clients_come_by_tcp_and_by_unix_socket(String io) throws Exception {
        assumeTrue(!io.equals("epoll") || Epoll.isAvailable(), "this kernel has no epoll");
        assumeTrue(!io.equals("io_uring") || IoUring.isAvailable(), "this kernel does not allow io_uring");
        try (TestGateway gateway = TestGateway.start(Map.of(
                "CARILLON_TRANSPORT_IO", io, "CARILLON_LISTEN", "127.0.0.1:0,unix:" + socket + ",127.0.0.2:0"))) {
            assertThat(gateway.gateway().addresses()).hasSize(3);
            List<SocketAddress> addresses = List.of(
                    gateway.address(),
                    UnixDomainSocketAddress.of(socket),
                    gateway.gateway().addresses().get(2));
            List<RawWebSocket> clients = new ArrayList<>();
            for (SocketAddress address : addresses) {
                clients.add(gateway.subscribe(RawWebSocket.connect(address), EDITH));
            }
            gateway.awaitSubscribers(3);
            String small = gateway.publish(PRODUCT, "for all");
            String large = gateway.publish(PRODUCT, "x".repeat(900_000));
            for (RawWebSocket client : clients) {
                assertThat(client.readFrame().text()).isEqualTo(small);
                assertThat(client.readFrame().text()).isEqualTo(large);
                client.send(ClientFrames.frame(ClientFrames.FIN | 3, new byte[0]));
                assertThat(client.readFrame().closing()).isEqualTo("1002 invalid opcode");
                assertThat(client.awaitEnd()).isEqualTo(RawWebSocket.Ending.FIN);
                client.close();
            }
            gateway.awaitSubscribers(0);
            refusedInWords(addresses);
        }
        assertThat(socket).doesNotExist();
    }

    private static void refusedInWords(List<SocketAddress> addresses) throws IOException {
        for (SocketAddress address : addresses) {
            try (RawWebSocket client = RawWebSocket.connect(address)) {
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(client.readHead()).startsWith("HTTP/1.1 426 ");
                assertThat(client.readRest()).contains("WebSocket client");
            }
        }
    }

    @Test
    void a_stale_socket_file_is_replaced() throws Exception {
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();
        try (TestGateway gateway = TestGateway.start(Map.of("CARILLON_LISTEN", "unix:" + socket));
                RawWebSocket client =
                        gateway.subscribe(RawWebSocket.connect(UnixDomainSocketAddress.of(socket)), EDITH)) {
            gateway.awaitSubscribers(1);
            assertThat(client.isQuiet()).isTrue();
        }
    }

    @Test
    void a_socket_where_somebody_listens_is_left_alone_and_the_error_says_so() throws Exception {
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(socket));
            assertThatThrownBy(() -> TestGateway.start(Map.of("CARILLON_LISTEN", "unix:" + socket)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot listen on unix:" + socket + ": another process listens there");
            assertThat(socket).exists();
        }
    }

    @Test
    void a_file_that_is_no_socket_is_never_deleted() throws Exception {
        Files.writeString(socket, "precious");
        assertThatThrownBy(() -> TestGateway.start(Map.of("CARILLON_LISTEN", "unix:" + socket)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on unix:" + socket + ": ")
                .hasMessageContaining("not a socket");
        assertThat(socket).hasContent("precious");
    }

    @Test
    void a_client_comes_by_ipv6() throws Exception {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
            assertThat(probe.isBound()).isTrue();
        } catch (IOException e) {
            assumeTrue(false, "no IPv6 here");
        }
        try (TestGateway gateway = TestGateway.start(Map.of("CARILLON_LISTEN", "[::1]:0"));
                RawWebSocket client = gateway.client(EDITH)) {
            assertThat(((InetSocketAddress) gateway.address()).getAddress().getHostAddress())
                    .isEqualTo("0:0:0:0:0:0:0:1");
            gateway.awaitSubscribers(1);
            assertThat(client.isQuiet()).isTrue();
        }
    }
}
