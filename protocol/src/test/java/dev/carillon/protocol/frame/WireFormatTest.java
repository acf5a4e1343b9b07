package dev.carillon.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WireFormatTest {
    @ParameterizedTest
    @CsvSource({
        "0, 8100",
        "1, 8101",
        "125, 817d",
        "126, 817e007e",
        "255, 817e00ff",
        "256, 817e0100",
        "65535, 817effff",
        "65536, 817f0000000000010000",
        "70000, 817f0000000000011170",
    })
    void an_event_is_one_unmasked_text_frame_with_the_shortest_length(int length, String header) {
        byte[] payload = ClientFrames.payload(length);

        byte[] frame = write(WireFormat.PLAIN, payload, null);

        byte[] head = HexFormat.of().parseHex(header);
        assertThat(frame).startsWith(head).hasSize(head.length + length);
        assertThat(frame).endsWith(payload);
    }

    @ParameterizedTest
    @CsvSource({"1, c101", "125, c17d", "126, c17e007e", "65536, c17f0000000000010000"})
    void a_compressed_event_carries_the_first_reserved_bit(int length, String header) {
        byte[] bytes = ClientFrames.repeated(7, length);

        byte[] frame = write(WireFormat.deflate(12), new byte[100_000], new CompressedPayload(bytes, 4096));

        assertThat(frame).startsWith(HexFormat.of().parseHex(header)).endsWith(bytes);
    }

    @Test
    void a_client_without_compression_or_with_too_small_a_window_gets_the_plain_form() {
        byte[] payload = ClientFrames.payload(600);
        CompressedPayload compressed = new CompressedPayload(new byte[] {1, 2, 3}, 1024);
        byte[] plain = write(WireFormat.PLAIN, payload, null);

        assertThat(write(WireFormat.PLAIN, payload, compressed)).isEqualTo(plain);
        assertThat(write(WireFormat.deflate(8), payload, compressed)).isEqualTo(plain);
        assertThat(write(WireFormat.deflate(9), payload, compressed)).isEqualTo(plain);
        assertThat(write(WireFormat.deflate(10), payload, compressed)).containsExactly(0xC1, 3, 1, 2, 3);
        assertThat(write(WireFormat.deflate(12), payload, compressed)).containsExactly(0xC1, 3, 1, 2, 3);
        assertThat(write(WireFormat.deflate(12), payload, null)).isEqualTo(plain);
    }

    @Test
    void formats_are_the_same_when_their_windows_are() {
        assertThat(WireFormat.deflate(12)).isEqualTo(WireFormat.deflate(12)).isNotEqualTo(WireFormat.deflate(11));
        assertThat(WireFormat.PLAIN.compresses()).isFalse();
        assertThat(WireFormat.deflate(8).compresses()).isTrue();
    }

    /** Also checks that the size told in advance is the size written. */
    private static byte[] write(WireFormat format, byte[] payload, @Nullable CompressedPayload compressed) {
        ByteBuf out = Unpooled.buffer();
        format.write(out, payload, compressed);
        byte[] frame = new byte[out.readableBytes()];
        out.readBytes(frame);
        assertThat(format.frameSize(payload, compressed)).isEqualTo(frame.length);
        return frame;
    }
}
