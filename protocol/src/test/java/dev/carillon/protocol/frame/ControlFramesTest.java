package dev.carillon.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ControlFramesTest {
    @Test
    void a_ping_carries_four_bytes() {
        assertThat(written(out -> ControlFrames.writePing(out, 0x01FE8000)))
                .containsExactly(0x89, 4, 0x01, 0xFE, 0x80, 0x00);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125})
    void a_pong_and_the_echo_of_a_close_frame_carry_what_came_and_leave_it_unread(int length) {
        ByteBuf payload =
                Unpooled.wrappedBuffer(ClientFrames.payload(length + 1)).skipBytes(1);
        byte[] expected = new byte[length];
        payload.getBytes(1, expected);

        byte[] pong = written(out -> ControlFrames.writePong(out, payload));
        byte[] echo = written(out -> ControlFrames.writeCloseEcho(out, payload));

        assertThat(pong).startsWith(0x8A, length).endsWith(expected).hasSize(2 + length);
        assertThat(echo).startsWith(0x88, length).endsWith(expected).hasSize(2 + length);
        assertThat(payload.readableBytes()).isEqualTo(length);
    }

    @Test
    void a_close_frame_carries_code_and_reason() {
        assertThat(written(out -> ControlFrames.writeClose(out, 1011, "né")))
                .containsExactly(0x88, 5, 0x03, 0xF3, 'n', 0xC3, 0xA9);
        assertThat(written(out -> ControlFrames.writeClose(out, 1001, ""))).containsExactly(0x88, 2, 0x03, 0xE9);
    }

    @Test
    void a_reason_of_123_bytes_fits_and_a_longer_one_is_cut() {
        byte[] fitting = written(out -> ControlFrames.writeClose(out, 1000, "x".repeat(123)));
        byte[] cut = written(out -> ControlFrames.writeClose(out, 1000, "x".repeat(124)));

        assertThat(fitting).hasSize(ControlFrames.MAX_SIZE).isEqualTo(cut);
        assertThat(fitting[1]).isEqualTo((byte) 125);
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "日", "🎉"})
    void a_reason_is_cut_between_characters(String character) {
        for (int before = 116; before <= 124; before++) {
            String reason = "x".repeat(before) + character.repeat(3);
            byte[] frame = written(out -> ControlFrames.writeClose(out, 1000, reason));
            String sent = new String(frame, 4, frame.length - 4, StandardCharsets.UTF_8);

            assertThat(frame.length).isLessThanOrEqualTo(ControlFrames.MAX_SIZE);
            assertThat(frame[1]).isEqualTo((byte) (frame.length - 2));
            assertThat(reason).startsWith(sent);
            assertThat(frame.length)
                    .isGreaterThan(ControlFrames.MAX_SIZE - character.getBytes(StandardCharsets.UTF_8).length);
        }
    }

    private static byte[] written(Consumer<ByteBuf> writer) {
        ByteBuf out = Unpooled.buffer();
        writer.accept(out);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }
}
