package dev.carillon.bench.load.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

final class InflationTest {
    private static byte[] deflated(byte[] plain) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(plain);
        byte[] out = new byte[plain.length + 1000];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        // RFC 7692 section 7.2.1: without the last four bytes.
        return Arrays.copyOf(out, length - 4);
    }

    @Test
    void messages_are_inflated_each_from_a_fresh_window() throws DataFormatException {
        try (Inflation inflation = new Inflation()) {
            for (String text : new String[] {"", "hello hello hello", "x".repeat(100_000)}) {
                assertThat(inflation.inflate(deflated(text.getBytes(UTF_8)))).isEqualTo(text.getBytes(UTF_8));
            }
        }
    }

    @Test
    void what_is_not_deflated_is_refused() {
        try (Inflation inflation = new Inflation()) {
            assertThatThrownBy(() -> inflation.inflate(new byte[] {7, 7, 7, 7}))
                    .isInstanceOf(DataFormatException.class);
        }
    }
}
