package dev.carillon.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Utf8Test {
    private static final int[] BOUNDARIES = {
        0, 0x7F, 0x80, 0x7FF, 0x800, 0xFFF, 0x1000, 0xCFFF, 0xD000, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x3FFFF,
        0x40000, 0xFFFFF, 0x100000, 0x10FFFF,
    };

    /** What Python says: {@code bytes.fromhex(…).decode()}. */
    @ParameterizedTest
    @CsvSource({
        "80, invalid start byte at position 0",
        "6180, invalid start byte at position 1",
        "ff, invalid start byte at position 0",
        "c080, invalid start byte at position 0",
        "c1bf, invalid start byte at position 0",
        "f5808080, invalid start byte at position 0",
        "c3a9bf, invalid start byte at position 2",
        "c328, invalid continuation byte at position 0",
        "61c3c3, invalid continuation byte at position 1",
        "e28228, invalid continuation byte at position 0",
        "e08080, invalid continuation byte at position 0",
        "e09fbf, invalid continuation byte at position 0",
        "eda080, invalid continuation byte at position 0",
        "edbfbf, invalid continuation byte at position 0",
        "f0808080, invalid continuation byte at position 0",
        "f08fbfbf, invalid continuation byte at position 0",
        "f4908080, invalid continuation byte at position 0",
        "6162f09f8e28, invalid continuation byte at position 2",
        "c3, unexpected end of data at position 0",
        "61e282, unexpected end of data at position 1",
        "c3a9f09f8e, unexpected end of data at position 2",
    })
    void errors_are_worded_and_placed_as_pythons(String hex, String words) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThat(defect(bytes)).isEqualTo(words);
        assertThat(Utf8.isValid(bytes)).isFalse();
    }

    @Test
    void every_character_is_valid_and_no_surrogate_is() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            if (Utf8.isValid(encode(codePoint)) == surrogate) {
                assertThat(codePoint).as("wrongly judged").isNull();
            }
        }
    }

    @Test
    void the_first_and_last_character_of_each_length_is_valid_wherever_it_stands() {
        for (int codePoint : BOUNDARIES) {
            for (int before = 0; before < 10; before++) {
                byte[] text =
                        ("x".repeat(before) + Character.toString(codePoint) + "y").getBytes(StandardCharsets.UTF_8);
                assertThat(Utf8.isValid(text)).isTrue();
                assertThat(defect(text)).isNull();
            }
        }
    }

    @Test
    void every_pair_of_bytes_and_every_lead_with_tails_at_the_boundaries_is_judged_as_by_the_jdk() {
        int[] tails = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
        for (int first = 0; first < 256; first++) {
            agreesWithTheJdk(new byte[] {(byte) first});
            for (int second = 0; second < 256; second++) {
                agreesWithTheJdk(new byte[] {(byte) first, (byte) second});
            }
            for (int second : tails) {
                for (int third : tails) {
                    agreesWithTheJdk(new byte[] {(byte) first, (byte) second, (byte) third});
                    for (int fourth : tails) {
                        agreesWithTheJdk(new byte[] {(byte) first, (byte) second, (byte) third, (byte) fourth});
                    }
                }
            }
        }
    }

    @Test
    void random_bytes_and_text_with_an_error_are_judged_as_by_the_jdk() {
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            int[] codePoints = random.ints(random.nextInt(12), 0, BOUNDARIES.length)
                    .map(at -> BOUNDARIES[at])
                    .toArray();
            byte[] text = new String(codePoints, 0, codePoints.length).getBytes(StandardCharsets.UTF_8);
            agreesWithTheJdk(text);
            if (text.length > 0) {
                text[random.nextInt(text.length)] = (byte) random.nextInt();
                agreesWithTheJdk(text);
                agreesWithTheJdk(Arrays.copyOf(text, random.nextInt(text.length)));
            }
            byte[] noise = new byte[random.nextInt(20)];
            random.nextBytes(noise);
            agreesWithTheJdk(noise);
        }
    }

    private static void agreesWithTheJdk(byte[] bytes) {
        boolean valid = strictlyDecodes(bytes);

        if (Utf8.isValid(bytes) != valid || (defect(bytes) == null) != valid) {
            assertThat(defect(bytes) == null)
                    .as(HexFormat.of().formatHex(bytes))
                    .isEqualTo(valid);
            assertThat(Utf8.isValid(bytes)).as(HexFormat.of().formatHex(bytes)).isEqualTo(valid);
        }
    }

    private static boolean strictlyDecodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static @Nullable String defect(byte[] bytes) {
        Utf8 utf8 = new Utf8();
        for (byte each : bytes) {
            String defect = utf8.accept(each);
            if (defect != null) {
                return defect;
            }
        }
        return utf8.end();
    }

    /** As UTF-8 would encode it, were surrogates characters. */
    private static byte[] encode(int codePoint) {
        if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            return new byte[] {
                (byte) (0xE0 | (codePoint >> 12)),
                (byte) (0x80 | ((codePoint >> 6) & 0x3F)),
                (byte) (0x80 | (codePoint & 0x3F))
            };
        }
        return Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
    }
}
