package dev.carillon.gateway.wire;

import static dev.carillon.gateway.testing.ClientFrames.CLOSE;
import static dev.carillon.gateway.testing.ClientFrames.CONTINUATION;
import static dev.carillon.gateway.testing.ClientFrames.FIN;
import static dev.carillon.gateway.testing.ClientFrames.PING;
import static dev.carillon.gateway.testing.ClientFrames.PONG;
import static dev.carillon.gateway.testing.ClientFrames.RSV1;
import static dev.carillon.gateway.testing.ClientFrames.TEXT;
import static dev.carillon.gateway.testing.ClientFrames.closePayload;
import static dev.carillon.gateway.testing.ClientFrames.concat;
import static dev.carillon.gateway.testing.ClientFrames.frame;
import static dev.carillon.gateway.testing.TestGateway.EDITH;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.testing.ClientFrames;
import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.testing.RawWebSocket.Ending;
import dev.carillon.gateway.testing.TestGateway;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames by the rules of RFC 6455 and against them, before and after the token. */
@Timeout(120)
final class FramesIT {
    private static final byte[] NONE = new byte[0];
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.start();
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Breach(String closing, String what, byte[] bytes) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Breach> breaches() {
        byte[] long126 = new byte[126];
        return Stream.of(
                new Breach("1002 incorrect masking", "no mask", ClientFrames.unmasked(FIN | TEXT, new byte[5])),
                new Breach("1002 reserved bits must be 0", "RSV1 not negotiated", frame(FIN | RSV1 | TEXT, NONE)),
                new Breach("1002 reserved bits must be 0", "RSV2", frame(FIN | 0x20 | TEXT, NONE)),
                new Breach("1002 reserved bits must be 0", "RSV3 of a ping", frame(FIN | 0x10 | PING, NONE)),
                new Breach("1002 reserved bits must be 0", "RSV1 of a ping", frame(FIN | RSV1 | PING, NONE)),
                new Breach("1002 invalid opcode", "opcode 3", frame(FIN | 3, NONE)),
                new Breach("1002 invalid opcode", "opcode 7", frame(FIN | 7, NONE)),
                new Breach("1002 invalid opcode", "opcode 11", frame(FIN | 11, NONE)),
                new Breach("1002 invalid opcode", "opcode 15", frame(FIN | 15, NONE)),
                new Breach("1002 unexpected continuation frame", "continues nothing", frame(FIN | CONTINUATION, NONE)),
                new Breach(
                        "1002 expected a continuation frame",
                        "a message within a message",
                        concat(frame(TEXT, NONE), frame(FIN | TEXT, NONE))),
                new Breach("1002 control frame too long", "a long ping", frame(FIN | PING, long126)),
                new Breach("1002 control frame too long", "a long pong", frame(FIN | PONG, long126)),
                new Breach("1002 control frame too long", "a long close", frame(FIN | CLOSE, long126)),
                new Breach("1002 fragmented control frame", "a ping in pieces", frame(PING, NONE)),
                new Breach("1002 close frame too short", "one byte", frame(FIN | CLOSE, new byte[1])),
                new Breach(
                        "1007 invalid continuation byte at position 1",
                        "a close reason that is not UTF-8",
                        frame(FIN | CLOSE, closePayload(1000, new byte[] {'a', (byte) 0xC3, 'b'}))),
                new Breach(
                        "1007 invalid start byte at position 0", "not UTF-8", frame(FIN | TEXT, new byte[] {(byte) 0xFF
                        })),
                new Breach(
                        "1007 unexpected end of data at position 0",
                        "half a character",
                        frame(FIN | TEXT, new byte[] {(byte) 0xE2, (byte) 0x82})),
                new Breach(
                        "1007 invalid continuation byte at position 1",
                        "half a character, and another fragment",
                        concat(frame(TEXT, new byte[] {'a', (byte) 0xE2, (byte) 0x82}), frame(FIN, new byte[] {'x'}))));
    }

    @ParameterizedTest
    @MethodSource("breaches")
    void a_breach_instead_of_the_token_closes_with_its_code_and_then_the_server_ends(Breach breach) throws Exception {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.open();
            breaks(client, breach);
        }
    }

    @ParameterizedTest
    @MethodSource("breaches")
    void a_breach_after_the_token_closes_with_its_code_and_then_the_server_ends(Breach breach) throws Exception {
        try (RawWebSocket client = gateway.client(EDITH)) {
            gateway.awaitSubscribers(1);
            breaks(client, breach);
            gateway.awaitSubscribers(0);
        }
    }

    private static void breaks(RawWebSocket client, Breach breach) throws IOException {
        client.send(breach.bytes(), new byte[100_000]);
        assertThat(client.readFrame().closing()).isEqualTo(breach.closing());
        assertThat(client.awaitEnd()).isEqualTo(Ending.FIN);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
    void a_close_code_that_nobody_may_send_closes_with_1002(int code) throws Exception {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.open();
            client.send(ClientFrames.close(code, ""));
            assertThat(client.readFrame().closing()).isEqualTo("1002 invalid status code");
            assertThat(client.awaitEnd()).isEqualTo(Ending.FIN);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999})
    void a_close_frame_is_echoed_with_its_payload(int code) throws Exception {
        try (RawWebSocket waiting = RawWebSocket.connect(gateway.address());
                RawWebSocket subscribed = gateway.client(EDITH)) {
            waiting.open();
            gateway.awaitSubscribers(1);
            for (RawWebSocket client : new RawWebSocket[] {waiting, subscribed}) {
                client.send(ClientFrames.close(code, "au revoir, é"));
                assertThat(client.readFrame().closing()).isEqualTo(code + " au revoir, é");
                assertThat(client.awaitEnd()).isEqualTo(Ending.FIN);
            }
            gateway.awaitSubscribers(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "ping payload",
                "0123456789012345678901234567890123456789012345678901234567890123"
                        + "4567890123456789012345678901234567890123456789012345678901234"
            })
    void a_ping_is_answered_with_its_payload_also_when_it_comes_in_pieces(String payload) throws Exception {
        try (RawWebSocket client = RawWebSocket.connect(gateway.address())) {
            client.open();
            for (byte each : frame(FIN | PING, payload.getBytes(UTF_8))) {
                client.send(new byte[] {each});
            }
            assertThat(client.readFrame().toString())
                    .startsWith("8a " + payload.length() + " bytes "
                            + payload.substring(0, Math.min(payload.length(), 100)));
            client.send(frame(FIN | PONG, payload.getBytes(UTF_8)), frame(FIN | CLOSE, NONE));
            assertThat(client.readFrame().closing()).isEqualTo("empty");
            assertThat(client.awaitEnd()).isEqualTo(Ending.FIN);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_client_that_goes_without_a_word_is_forgotten(boolean reset) throws Exception {
        try (RawWebSocket client = gateway.client(EDITH)) {
            gateway.awaitSubscribers(1);
            if (reset) {
                client.reset();
            } else {
                client.endOutput();
            }
            gateway.awaitSubscribers(0);
        }
    }
}
