package dev.carillon.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.testing.ClientFrames;
import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.testing.RawWebSocket.Ending;
import dev.carillon.gateway.testing.TestGateway;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The opening handshake, and what is refused, as the guide's server does. */
@Timeout(120)
final class HandshakeIT {
    private static final Pattern LENGTH = Pattern.compile("Content-Length: (\\d+)\r\n");
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
    void the_answer_holds_what_the_protocol_asks_and_no_extension_that_was_not_offered() throws IOException {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            assertThat(client.open("Origin: https://evil.example", "Sec-WebSocket-Protocol: chat, superchat"))
                    .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                    .containsOnlyOnce("\r\nUpgrade: websocket\r\n")
                    .containsOnlyOnce("\r\nConnection: Upgrade\r\n")
                    .containsOnlyOnce("\r\nSec-WebSocket-Accept: " + RawWebSocket.ACCEPT + "\r\n")
                    .containsPattern("\r\nDate: \\w{3}, \\d{2} \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\n")
                    .doesNotContainIgnoringCase("Sec-WebSocket-Protocol")
                    .doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/events?token=x&y=%00", "/a/b/../c", "/metrics", "*", "http://host/path", "/%zz"})
    void any_path_and_query_is_taken(String target) throws IOException {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.send(RawWebSocket.requestFor(target));
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void header_names_and_tokens_are_taken_in_any_case_and_among_others() throws IOException {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.send("""
                    GET / HTTP/1.1
                    host: x
                    UPGRADE: WebSocket
                    connection: keep-alive, upgrade
                    sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==
                    sec-websocket-version: 13

                    """.replace("\n", "\r\n"));
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void a_request_that_comes_byte_by_byte_is_answered() throws IOException {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            for (byte each : RawWebSocket.request().getBytes(java.nio.charset.StandardCharsets.US_ASCII)) {
                client.send(new byte[] {each});
            }
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate; client_max_window_bits"
                        + "|permessage-deflate; server_max_window_bits=12; client_max_window_bits=12",
                "permessage-deflate|permessage-deflate; server_max_window_bits=12",
                "permessage-deflate; server_max_window_bits=15|permessage-deflate; server_max_window_bits=12",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover;"
                        + " server_max_window_bits=10; client_max_window_bits=9"
                        + "|permessage-deflate; server_no_context_takeover; client_no_context_takeover;"
                        + " server_max_window_bits=10; client_max_window_bits=9",
                "permessage-deflate; x=1|",
                "permessage-deflate; server_max_window_bits=12; server_max_window_bits=12|",
                "permessage-deflate; server_max_window_bits=16|",
                "permessage-deflate; server_max_window_bits|",
                "permessage-deflate; x, permessage-deflate|permessage-deflate; server_max_window_bits=12",
                "permessage-deflate, permessage-deflate; server_max_window_bits=9"
                        + "|permessage-deflate; server_max_window_bits=12",
                "x-webkit-deflate-frame|",
            })
    void extension_offers_are_answered_as_the_guide_server_does(String offer, String answer) throws IOException {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            String head = client.open("Sec-WebSocket-Extensions: " + offer);
            if (answer == null) {
                assertThat(head).doesNotContain("Sec-WebSocket-Extensions");
            } else {
                assertThat(head).contains("\r\nSec-WebSocket-Extensions: " + answer + "\r\n");
            }
        }
    }

    @Test
    void offers_in_several_header_lines_are_one_list() throws IOException {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            assertThat(client.open(
                            "Sec-WebSocket-Extensions: permessage-deflate; unknown",
                            "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=11"))
                    .contains("permessage-deflate; server_max_window_bits=11\r\n");
        }
    }

    @Test
    void what_is_no_websocket_request_gets_the_status_that_says_why() throws IOException {
        String key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        String upgrade = "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
        String version = "Sec-WebSocket-Version: 13\r\n";
        refused("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 426, "missing Connection header");
        refused(
                "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n" + key + version + "\r\n",
                426,
                "missing Upgrade");
        refused("GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", 426, "invalid Upgrade");
        refused("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", 404, "admin port");
        refused("GET /healthz?x=y HTTP/1.1\r\nHost: x\r\n\r\n", 404, "admin port");
        refused("POST / HTTP/1.1\r\nHost: x\r\n\r\n", 405, "GET");
        refused("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", 405, null);
        refused("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 405, "GET");
        refused("GET / HTTP/1.0\r\n\r\n", 505, "HTTP/1.1");
        refused(upgrade + version + "\r\n", 400, "missing Sec-WebSocket-Key");
        refused(upgrade + "Sec-WebSocket-Key: short\r\n" + version + "\r\n", 400, "invalid Sec-WebSocket-Key");
        refused(upgrade + key + key + version + "\r\n", 400, "more than one Sec-WebSocket-Key");
        refused(upgrade + key + "\r\n", 400, "missing Sec-WebSocket-Version");
        refused(upgrade + key + "Sec-WebSocket-Version: 8\r\n\r\n", 400, "version 13");
        refused(upgrade + key + version + version + "\r\n", 400, "more than one Sec-WebSocket-Version");
        refused(upgrade + key + version + "Origin: a\r\nOrigin: b\r\n\r\n", 400, "more than one Origin");
        refused(upgrade + key + version + "Sec-WebSocket-Extensions: ;;;\r\n\r\n", 400, "Sec-WebSocket-Extensions");
    }

    @Test
    void what_is_too_long_gets_414_or_431() throws IOException {
        String end = " HTTP/1.1\r\nHost: x\r\n\r\n";
        refused("GET /" + "a".repeat(9000) + end, 414, "too long");
        refused("GET /" + "a".repeat(3_000_000) + end, 414, "too long");
        refused(RawWebSocket.request("X: " + "a".repeat(9000)), 431, "too long");
        refused(RawWebSocket.request("X: " + "a".repeat(3_000_000)), 431, "too long");
        refused(RawWebSocket.request("X: y\r\n".repeat(130).strip()), 431, "too many");
    }

    @Test
    void what_is_just_short_enough_is_taken() throws IOException {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.send(RawWebSocket.requestFor(
                    "/" + "a".repeat(8192 - "GET / HTTP/1.1".length()), "X: " + "a".repeat(8189)));
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        }
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.open("X: y\r\n".repeat(128 - 5).strip());
        }
    }

    /** Sends the request and reads the answer, which says why, and after which the server ends with a FIN. */
    private static void refused(String request, int status, @Nullable String word) throws IOException {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.sendIfTaken(request.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            String head = client.readHead();
            assertThat(head)
                    .as(request.substring(0, Math.min(200, request.length())))
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains(
                            "\r\nConnection: close\r\n",
                            "\r\nContent-Type: text/plain; charset=utf-8\r\n",
                            "\r\nDate: ");
            Map.of(426, "\r\nUpgrade: websocket\r\n", 405, "\r\nAllow: GET\r\n")
                    .forEach(
                            (which, header) -> assertThat(head.contains(header)).isEqualTo(which == status));
            String body = client.readRest();
            assertThat(client.awaitEnd()).isEqualTo(Ending.FIN);
            if (word == null) {
                assertThat(body).isEmpty();
                return;
            }
            assertThat(body).contains(word).endsWith("\n");
            Matcher length = LENGTH.matcher(head);
            assertThat(length.find()).isTrue();
            assertThat(Integer.parseInt(length.group(1))).isEqualTo(body.length());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "\0\0\0\0\r\n\r\n",
                "GET / HTTP/7.3\r\n\r\n",
                "GET / SPDY\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET / HTTP/1.1\r\nno colon here\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
                "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\n\n",
            })
    void what_is_not_a_plain_http_request_is_dropped_without_an_answer(String request) throws IOException {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.send(request);
            assertThat(client.readRest()).isEmpty();
        }
    }

    @Test
    void an_announced_body_is_no_reason_to_wait_for_it() throws IOException {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 405 ");
        }
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.send(RawWebSocket.request("Content-Length: 0"));
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void after_a_refusal_nothing_that_follows_is_answered() throws IOException {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n" + RawWebSocket.request());
            assertThat(client.readHead()).startsWith("HTTP/1.1 426 ");
            assertThat(client.readRest()).doesNotContain("HTTP/1.1");
        }
    }

    @Test
    void without_compression_no_offer_is_answered() throws Exception {
        try (TestGateway plain = TestGateway.start(Map.of("CARILLON_WEBSOCKET_COMPRESSION", "false"));
                RawWebSocket client = RawWebSocket.connect(plain.address())) {
            assertThat(client.open("Sec-WebSocket-Extensions: permessage-deflate"))
                    .doesNotContain("Sec-WebSocket-Extensions");
            client.send(ClientFrames.frame(ClientFrames.FIN | ClientFrames.RSV1 | ClientFrames.TEXT, new byte[3]));
            assertThat(client.readFrame().closing()).isEqualTo("1002 reserved bits must be 0");
        }
    }
}
