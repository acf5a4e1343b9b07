package dev.carillon.protocol.frame;

import static dev.carillon.protocol.frame.ClientFrames.BINARY;
import static dev.carillon.protocol.frame.ClientFrames.CLOSE;
import static dev.carillon.protocol.frame.ClientFrames.CONTINUATION;
import static dev.carillon.protocol.frame.ClientFrames.FIN;
import static dev.carillon.protocol.frame.ClientFrames.PING;
import static dev.carillon.protocol.frame.ClientFrames.PONG;
import static dev.carillon.protocol.frame.ClientFrames.RSV1;
import static dev.carillon.protocol.frame.ClientFrames.TEXT;
import static dev.carillon.protocol.frame.ClientFrames.payload;
import static dev.carillon.protocol.frame.FrameReading.LIMIT;
import static dev.carillon.protocol.frame.FrameReading.feed;
import static dev.carillon.protocol.frame.FrameReading.read;
import static dev.carillon.protocol.frame.FrameReading.sameInAnyPieces;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FrameReaderTest {
    static Stream<Arguments> violations() {
        byte[] none = {};
        return Stream.of(
                violation("1002 invalid opcode", new ClientFrames().frame(FIN | 3, "x")),
                violation("1002 invalid opcode", new ClientFrames().frame(FIN | 7, "x")),
                violation("1002 invalid opcode", new ClientFrames().frame(FIN | 11, "x")),
                violation("1002 invalid opcode", new ClientFrames().frame(FIN | 15, "x")),
                violation("1002 incorrect masking", new ClientFrames().unmasked(FIN | TEXT, "x")),
                violation("1002 incorrect masking", new ClientFrames().unmasked(FIN | PING, "")),
                violation("1002 reserved bits must be 0", new ClientFrames().frame(FIN | 0x20 | TEXT, "x")),
                violation("1002 reserved bits must be 0", new ClientFrames().frame(FIN | 0x10 | TEXT, "x")),
                violation("1002 reserved bits must be 0", new ClientFrames().frame(FIN | RSV1 | PING, "x")),
                violation("1002 reserved bits must be 0", new ClientFrames().frame(FIN | RSV1 | CLOSE, none)),
                violation("1002 reserved bits must be 0", new ClientFrames().frame(FIN | RSV1 | CONTINUATION, "x")),
                violation("1002 control frame too long", new ClientFrames().frame(FIN | PING, payload(126))),
                violation("1002 control frame too long", new ClientFrames().frame(FIN | CLOSE, payload(126))),
                violation("1002 control frame too long", new ClientFrames().frame(FIN | PONG, 127, -1, none)),
                violation("1002 fragmented control frame", new ClientFrames().frame(PING, "x")),
                violation("1002 fragmented control frame", new ClientFrames().frame(CLOSE, none)),
                violation("1002 unexpected continuation frame", new ClientFrames().frame(FIN | CONTINUATION, "x")),
                violation("1002 unexpected continuation frame", new ClientFrames().frame(CONTINUATION, none)),
                violation("1002 close frame too short", new ClientFrames().frame(FIN | CLOSE, "x")),
                violation("1002 invalid status code", new ClientFrames().close(999, "")),
                violation("1002 invalid status code", new ClientFrames().close(1005, "x")),
                violation("1007 invalid start byte at position 0", closeWithReason(0x80)),
                violation("1007 unexpected end of data at position 1", closeWithReason('a', 0xC3)),
                violation(
                        "1009 frame with 100001 bytes exceeds limit of 100000 bytes",
                        new ClientFrames().frame(FIN | TEXT, 127, LIMIT + 1, none)),
                violation(
                        "1009 frame with 9223372036854775807 bytes exceeds limit of 100000 bytes",
                        new ClientFrames().frame(FIN | BINARY, 127, Long.MAX_VALUE, none)),
                violation(
                        "1009 frame with 9223372036854775808 bytes exceeds limit of 100000 bytes",
                        new ClientFrames().frame(FIN | TEXT, 127, Long.MIN_VALUE, none)),
                violation(
                        "1009 frame with 18446744073709551615 bytes exceeds limit of 100000 bytes",
                        new ClientFrames().frame(FIN | TEXT, 127, -1, none)));
    }

    private static Arguments violation(String expected, ClientFrames frames) {
        return Arguments.of(expected, frames.bytes());
    }

    private static ClientFrames closeWithReason(int... reason) {
        byte[] payload = new byte[2 + reason.length];
        payload[0] = 1000 >> 8;
        payload[1] = (byte) 1000;
        for (int i = 0; i < reason.length; i++) {
            payload[2 + i] = (byte) reason[i];
        }
        return new ClientFrames().frame(FIN | CLOSE, payload);
    }

    @ParameterizedTest
    @MethodSource("violations")
    void a_broken_rule_is_named_with_its_code_however_it_arrives(String expected, byte[] stream) {
        for (boolean deflate : new boolean[] {false, true}) {
            assertThat(read(deflate, List.of(stream))).containsExactly(expected);
            sameInAnyPieces(deflate, stream);
        }
    }

    @Test
    void within_a_message_only_continuations_and_control_frames_may_come() {
        assertThat(read(false, new ClientFrames().frame(TEXT, "a").frame(FIN | TEXT, "b")))
                .containsExactly("text", "data a", "1002 expected a continuation frame");
        assertThat(read(false, new ClientFrames().frame(BINARY, "").frame(BINARY, "")))
                .containsExactly("binary", "1002 expected a continuation frame");
        assertThat(read(false, new ClientFrames().frame(FIN | TEXT, "a").frame(FIN | CONTINUATION, "b")))
                .containsExactly("text", "data a", "end", "1002 unexpected continuation frame");
        assertThat(read(true, new ClientFrames().frame(RSV1 | TEXT, "a").frame(RSV1 | FIN | CONTINUATION, "b")))
                .containsExactly("text compressed", "data a", "1002 reserved bits must be 0");
    }

    @Test
    void the_compressed_flag_needs_the_extension() {
        ClientFrames compressed =
                new ClientFrames().frame(FIN | RSV1 | TEXT, "a").frame(FIN | RSV1 | BINARY, "b");

        assertThat(read(false, compressed)).containsExactly("1002 reserved bits must be 0");
        assertThat(read(true, compressed))
                .containsExactly("text compressed", "data a", "end", "binary compressed", "data b", "end");
    }

    @Test
    void a_message_may_be_as_large_as_the_limit_in_one_frame_or_many() {
        ClientFrames whole = new ClientFrames().frame(FIN | TEXT, payload(LIMIT));
        ClientFrames parts = new ClientFrames()
                .frame(TEXT, payload(LIMIT - 10))
                .frame(CONTINUATION, payload(9))
                .frame(CONTINUATION, "")
                .frame(FIN | CONTINUATION, "x");

        assertThat(read(false, whole)).hasSize(3).endsWith("end");
        assertThat(read(false, parts)).hasSize(3).endsWith("end");
    }

    @Test
    void fragments_count_together_towards_the_limit_and_messages_do_not() {
        ClientFrames tooMuch = new ClientFrames()
                .frame(TEXT, payload(LIMIT - 10))
                .frame(FIN | PING, "p")
                .frame(CONTINUATION, payload(10))
                .frame(FIN | CONTINUATION, "x");
        ClientFrames overflow =
                new ClientFrames().frame(TEXT, "xy").frame(CONTINUATION, 127, Long.MAX_VALUE, new byte[0]);
        ClientFrames two = new ClientFrames().frame(FIN | TEXT, payload(LIMIT)).frame(FIN | TEXT, payload(LIMIT));

        assertThat(read(false, tooMuch))
                .endsWith("1009 frame with 1 bytes after reading 100000 bytes exceeds limit of 100000 bytes");
        assertThat(read(false, overflow))
                .endsWith("1009 frame with 9223372036854775807 bytes after reading 2 bytes"
                        + " exceeds limit of 100000 bytes");
        assertThat(read(false, two)).hasSize(6).endsWith("end");
    }

    @Test
    void control_frames_hold_up_to_125_bytes_and_come_between_fragments() {
        String longest = new String(payload(125), StandardCharsets.ISO_8859_1);
        ClientFrames frames = new ClientFrames()
                .frame(TEXT, "a")
                .frame(FIN | PING, longest)
                .frame(FIN | PONG, "")
                .frame(FIN | CONTINUATION, "b")
                .close(1000, longest.substring(2));

        assertThat(read(false, frames))
                .containsExactly(
                        "text",
                        "data a",
                        "ping " + longest,
                        "pong ",
                        "data b",
                        "end",
                        "close 1000 \u0003\u00e8" + longest.substring(2));
    }

    static Stream<byte[]> streams() {
        return Stream.of(
                new ClientFrames().frame(FIN | TEXT, "Hello").bytes(),
                new ClientFrames()
                        .frame(FIN | TEXT, "")
                        .frame(FIN | BINARY, payload(7))
                        .bytes(),
                new ClientFrames()
                        .frame(TEXT, "one")
                        .frame(FIN | PING, "ping")
                        .frame(CONTINUATION, "")
                        .frame(FIN | PONG, "pong")
                        .frame(FIN | PING, "")
                        .frame(FIN | CONTINUATION, "three")
                        .bytes(),
                new ClientFrames()
                        .frame(FIN | TEXT, payload(125))
                        .frame(FIN | TEXT, payload(126))
                        .bytes(),
                new ClientFrames()
                        .frame(FIN | TEXT, 126, 5, payload(5))
                        .frame(FIN | TEXT, 127, 9, payload(9))
                        .bytes(),
                new ClientFrames()
                        .frame(FIN | PING, 126, 5, payload(5))
                        .frame(FIN | PONG, 127, 9, payload(9))
                        .bytes(),
                new ClientFrames()
                        .frame(FIN | TEXT, payload(70_000))
                        .frame(FIN | PING, payload(125))
                        .bytes(),
                new ClientFrames()
                        .frame(RSV1 | TEXT, payload(33))
                        .frame(FIN | CONTINUATION, payload(31))
                        .bytes(),
                new ClientFrames()
                        .frame(FIN | TEXT, "token")
                        .close(1001, "going äway")
                        .frame(FIN | PING, "x")
                        .bytes(),
                new ClientFrames()
                        .frame(FIN | CLOSE, "")
                        .frame(FIN | TEXT, "unread")
                        .bytes(),
                new ClientFrames()
                        .frame(TEXT, "a!b")
                        .frame(FIN | CONTINUATION, "c")
                        .frame(FIN | PING, "p")
                        .bytes(),
                new ClientFrames()
                        .frame(TEXT, payload(50))
                        .frame(FIN | TEXT, "new")
                        .frame(FIN | PING, "p")
                        .bytes());
    }

    @ParameterizedTest
    @MethodSource("streams")
    void the_sink_is_told_the_same_however_the_stream_is_cut(byte[] stream) {
        assertThat(read(true, List.of(stream))).isNotEmpty();
        sameInAnyPieces(true, stream);
    }

    @Test
    void nothing_is_told_after_a_close_frame_or_a_violation() {
        ClientFrames afterClose =
                new ClientFrames().close(1000, "").frame(FIN | TEXT, "x").unmasked(FIN | TEXT, "x");
        ClientFrames afterViolation = new ClientFrames()
                .unmasked(FIN | TEXT, "x")
                .frame(FIN | TEXT, "x")
                .close(1000, "");

        assertThat(read(false, afterClose)).containsExactly("close 1000 \u0003\u00e8");
        assertThat(read(false, afterViolation)).containsExactly("1002 incorrect masking");
    }

    @Test
    void a_violation_that_the_sink_finds_ends_the_reading() {
        RecordingSink sink = new RecordingSink().poisonedBy('!');
        byte[] stream = new ClientFrames()
                .frame(TEXT, "ok")
                .frame(CONTINUATION, "ab!cd")
                .frame(FIN | CONTINUATION, "ef")
                .bytes();

        feed(new FrameReader(LIMIT, false, sink), sink, List.of(stream, stream));

        assertThat(sink.calls()).containsExactly("text", "data okab", "1007 poison");
    }

    @Test
    void random_bytes_never_throw() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 1) {
                bytes[0] = (byte) (bytes[0] & 0x8F);
                bytes[1] = (byte) (bytes[1] | 0x80);
            }
            assertThat(read(random.nextBoolean(), List.of(bytes))).isNotNull();
        }
    }

    @Test
    void random_valid_frames_are_read_the_same_in_random_pieces() {
        Random random = new Random(6);
        for (int i = 0; i < 500; i++) {
            ClientFrames frames = new ClientFrames();
            for (int n = random.nextInt(6); n >= 0; n--) {
                int length = random.nextInt(4) == 0 ? random.nextInt(400) : random.nextInt(20);
                frames.frame(FIN | TEXT, payload(length)).frame(FIN | PING, payload(random.nextInt(126)));
            }
            List<byte[]> pieces = new ArrayList<>();
            byte[] stream = frames.bytes();
            int from = 0;
            while (from < stream.length) {
                int to = Math.min(stream.length, from + 1 + random.nextInt(40));
                pieces.add(Arrays.copyOfRange(stream, from, to));
                from = to;
            }
            assertThat(read(false, pieces)).isEqualTo(read(false, List.of(stream)));
        }
    }
}
