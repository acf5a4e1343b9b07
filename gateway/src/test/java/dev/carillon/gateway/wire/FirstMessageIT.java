package dev.carillon.gateway.wire;

import static dev.carillon.gateway.testing.ClientFrames.BINARY;
import static dev.carillon.gateway.testing.ClientFrames.CONTINUATION;
import static dev.carillon.gateway.testing.ClientFrames.FIN;
import static dev.carillon.gateway.testing.ClientFrames.PING;
import static dev.carillon.gateway.testing.ClientFrames.RSV1;
import static dev.carillon.gateway.testing.ClientFrames.TEXT;
import static dev.carillon.gateway.testing.ClientFrames.concat;
import static dev.carillon.gateway.testing.ClientFrames.deflate;
import static dev.carillon.gateway.testing.ClientFrames.frame;
import static dev.carillon.gateway.testing.ClientFrames.text;
import static dev.carillon.gateway.testing.TestGateway.EDITH;
import static dev.carillon.gateway.testing.TestGateway.NORA;
import static dev.carillon.gateway.testing.TestGateway.ORDER;
import static dev.carillon.gateway.testing.TestGateway.PRODUCT;
import static dev.carillon.gateway.testing.TestGateway.ROOT;
import static dev.carillon.gateway.testing.TestGateway.VICTOR;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.testing.ClientFrames;
import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.testing.RawWebSocket.Ending;
import dev.carillon.gateway.testing.ServerFrame;
import dev.carillon.gateway.testing.TestGateway;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The token, in every form in which it can come, and what follows. */
@Timeout(180)
final class FirstMessageIT {
    private static final String DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate";
    private static final int MEBI = 1 << 20;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.start(Map.of("CARILLON_SESAME_MAX_AGE", "300"));
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    @Test
    void a_good_token_is_answered_with_silence_then_with_each_visible_event_as_published() throws Exception {
        try (RawWebSocket root = gateway.client(ROOT);
                RawWebSocket edith = gateway.client(EDITH);
                RawWebSocket victor = gateway.client(VICTOR);
                RawWebSocket nora = gateway.client(NORA)) {
            gateway.awaitSubscribers(4);
            String odd = "{\"b\":1, \"a\":  \"\\u00e9 é\",\"content_type_id\" : 9,\"a\":2}\n";
            assertThat(gateway.post(odd).statusCode()).isEqualTo(200);
            String product = gateway.publish(PRODUCT, "Teapot");
            assertThat(root.readFrame().text()).isEqualTo(odd);
            assertThat(victor.readFrame().text()).isEqualTo(odd);
            for (RawWebSocket client : new RawWebSocket[] {root, edith, victor}) {
                ServerFrame frame = client.readFrame();
                assertThat(frame.first()).isEqualTo(0x81);
                assertThat(frame.text()).isEqualTo(product);
            }
            nora.send(frame(FIN | PING, new byte[0]));
            assertThat(nora.readFrame().first()).isEqualTo(0x8A);
        }
        gateway.awaitSubscribers(0);
    }

    @Test
    void what_is_not_a_good_token_closes_with_1011_and_the_guide_s_words() throws Exception {
        String good = gateway.token(EDITH);
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("expired", gateway.token(EDITH, Instant.now().minusSeconds(301)));
        bad.put("tampered", (good.charAt(0) == 'B' ? 'C' : 'B') + good.substring(1));
        bad.put("newline", good + "\n");
        bad.put("empty", "");
        bad.put("garbage", "garbage");
        bad.put("not ASCII", "tökén\uD83D\uDD14");
        bad.put("nul", "\0");
        bad.put("100 kB", "a".repeat(100_000));
        bad.put("exactly 1 MiB", "a".repeat(MEBI));
        for (Map.Entry<String, String> each : bad.entrySet()) {
            rejected(each.getKey(), "1011 authentication failed", "", text(each.getValue()));
            rejected(
                    each.getKey(),
                    "1011 authentication failed",
                    DEFLATE,
                    frame(FIN | RSV1 | TEXT, deflate(each.getValue().getBytes(UTF_8))));
        }
        rejected("binary", "1011 authentication failed", "", frame(FIN | BINARY, good.getBytes(UTF_8)));
        rejected(
                "in two fragments",
                "1011 authentication failed",
                "",
                concat(frame(TEXT, "gar".getBytes(UTF_8)), frame(FIN, "bage".getBytes(UTF_8))));
    }

    @Test
    void more_than_a_mebibyte_closes_with_1009_as_soon_as_it_is_known() throws Exception {
        rejected(
                "announced",
                "1009 frame with 1048577 bytes exceeds limit of 1048576 bytes",
                "",
                ClientFrames.announcing(FIN | TEXT, MEBI + 1));
        rejected(
                "in pieces",
                "1009 frame with 2 bytes after reading 1048575 bytes exceeds limit of 1048576 bytes",
                "",
                concat(frame(TEXT, new byte[MEBI - 1]), frame(CONTINUATION, new byte[2])));
        rejected(
                "compressed",
                "1009 frame exceeds limit of 1048576 bytes",
                DEFLATE,
                frame(FIN | RSV1 | TEXT, deflate(new byte[MEBI + 1])));
        rejected(
                "a bomb",
                "1009 frame exceeds limit of 1048576 bytes",
                DEFLATE,
                frame(FIN | RSV1 | TEXT, deflate(new byte[100 * MEBI])));
        rejected(
                "absurd",
                "1009 frame with 9223372036854775807 bytes exceeds limit of 1048576 bytes",
                "",
                ClientFrames.announcing(FIN | TEXT, Long.MAX_VALUE));
    }

    @Test
    void what_cannot_be_inflated_closes_with_an_error_of_the_protocol() throws Exception {
        rejected("noise", "1002 decompression failed", DEFLATE, frame(FIN | RSV1 | TEXT, new byte[] {-1, -1, -1, 7}));
    }

    private static void rejected(String what, String closing, String header, byte[] first) throws Exception {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.open(header.isEmpty() ? new String[0] : new String[] {header});
            client.sendIfTaken(first);
            ServerFrame frame = client.readFrame();
            assertThat(frame.closing()).as(what).isEqualTo(closing);
            client.send(frame(FIN | ClientFrames.CLOSE, frame.payload()));
            assertThat(client.awaitEnd()).as(what).isEqualTo(Ending.FIN);
        }
    }

    @Test
    void a_token_in_many_fragments_with_pings_between_is_taken() throws Exception {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.open();
            byte[] token = gateway.token(EDITH).getBytes(UTF_8);
            client.send(frame(TEXT, new byte[0]));
            for (byte each : token) {
                client.send(frame(CONTINUATION, new byte[] {each}), frame(FIN | PING, new byte[] {each}));
                ServerFrame pong = client.readFrame();
                assertThat(pong.first()).isEqualTo(0x8A);
                assertThat(pong.payload()).containsExactly(each);
            }
            client.send(frame(FIN, new byte[0]));
            receives(client);
        }
    }

    @Test
    void a_compressed_token_is_taken_whole_or_in_fragments() throws Exception {
        byte[] compressed = deflate(gateway.token(EDITH).getBytes(UTF_8));
        int half = compressed.length / 2;
        byte[][] forms = {
            frame(FIN | RSV1 | TEXT, compressed),
            concat(
                    frame(RSV1 | TEXT, Arrays.copyOf(compressed, half)),
                    frame(FIN, Arrays.copyOfRange(compressed, half, compressed.length))),
            // Not compressed, though it could be.
            text(gateway.token(EDITH)),
        };
        for (byte[] form : forms) {
            try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
                client.open(DEFLATE);
                client.send(form);
                gateway.awaitSubscribers(1);
            }
            gateway.awaitSubscribers(0);
        }
    }

    @Test
    void a_token_behind_the_request_in_one_packet_is_taken() throws Exception {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.send(RawWebSocket.request().getBytes(UTF_8), text(gateway.token(EDITH)));
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            receives(client);
        }
    }

    @Test
    void request_and_token_may_be_split_anywhere() throws Exception {
        byte[] both = concat(RawWebSocket.request().getBytes(UTF_8), text(gateway.token(EDITH)));
        for (int split = 1; split < both.length; split++) {
            try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
                client.send(Arrays.copyOf(both, split));
                client.send(Arrays.copyOfRange(both, split, both.length));
                assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
                gateway.awaitSubscribers(1);
                client.send(ClientFrames.close(1000, ""));
                assertThat(client.readFrame().closing()).isEqualTo("1000 ");
            }
            gateway.awaitSubscribers(0);
        }
    }

    @Test
    void messages_after_the_token_are_read_and_ignored() throws Exception {
        try (RawWebSocket client = gateway.client(EDITH, DEFLATE)) {
            gateway.awaitSubscribers(1);
            byte[] small = text("hello?");
            for (int i = 0; i < 10_000; i++) {
                client.send(small);
            }
            client.send(frame(FIN | TEXT, new byte[MEBI]), frame(FIN | BINARY, new byte[MEBI]));
            client.send(
                    frame(FIN | RSV1 | TEXT, deflate("compressed".repeat(1000).getBytes(UTF_8))));
            client.send(frame(FIN | RSV1 | TEXT, new byte[] {-1, -1, -1, 7}));
            client.send(frame(FIN | PING, "still there?".getBytes(UTF_8)));
            assertThat(client.readFrame().text()).isEqualTo("still there?");
            client.send(frame(BINARY, new byte[MEBI / 2]), frame(FIN, new byte[MEBI / 2 + 1]));
            assertThat(client.readFrame().closing())
                    .isEqualTo(
                            "1009 frame with 524289 bytes after reading 524288 bytes exceeds limit of 1048576 bytes");
        }
        gateway.awaitSubscribers(0);
    }

    private static void receives(RawWebSocket client) throws Exception {
        gateway.awaitSubscribers(1);
        String payload = gateway.publish(PRODUCT, "x");
        gateway.publish(ORDER, "invisible");
        assertThat(client.readFrame().text()).isEqualTo(payload);
        client.send(ClientFrames.close(1000, ""));
        assertThat(client.readFrame().closing()).isEqualTo("1000 ");
        assertThat(client.awaitEnd()).isEqualTo(Ending.FIN);
        gateway.awaitSubscribers(0);
    }
}
