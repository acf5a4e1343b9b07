package dev.carillon.bench.load.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientFramesTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 125, 126, 65_535, 65_536})
    void a_frame_is_masked_and_of_the_shortest_form(int length) {
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (i * 31);
        }
        ByteBuf frame = new ClientFrames(UnpooledByteBufAllocator.DEFAULT).text(payload);
        try {
            assertThat(frame.readByte()).isEqualTo((byte) 0x81);
            int second = frame.readByte() & 0xFF;
            assertThat(second & 0x80).isEqualTo(0x80);
            long told = switch (second & 0x7F) {
                case 126 -> frame.readUnsignedShort();
                case 127 -> frame.readLong();
                default -> second & 0x7F;
            };
            assertThat(told).isEqualTo(length);
            assertThat(frame.readableBytes()).isEqualTo(4 + length);
            byte[] mask = new byte[4];
            frame.readBytes(mask);
            byte[] read = new byte[length];
            for (int i = 0; i < length; i++) {
                read[i] = (byte) (frame.readByte() ^ mask[i % 4]);
            }
            assertThat(read).isEqualTo(payload);
        } finally {
            frame.release();
        }
    }
}
