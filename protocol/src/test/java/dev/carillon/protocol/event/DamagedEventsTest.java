package dev.carillon.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.event.DecodedEvent.Defect;
import dev.carillon.protocol.event.DecodedEvent.Malformed;
import dev.carillon.protocol.event.DecodedEvent.Routed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever comes from the bus, the decoder has an answer. */
final class DamagedEventsTest {
    private static final String WHOLE =
            "{\"a\": [1, {\"b\": -1.5e3}], \"é\\u00e9\": \"\\u00e9é日🎉\", \"content_type_id\": 13, \"n\": null, \"t\": true}";

    private final EventDecoder decoder = new EventDecoder(100_000, 50);

    @Test
    void a_nul_is_refused_wherever_it_stands() {
        for (int at = 0; at <= WHOLE.length(); at++) {
            String text = WHOLE.substring(0, at) + "\0" + WHOLE.substring(at);
            assertThat(decode(text)).as(text).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void an_event_cut_short_anywhere_is_malformed() {
        byte[] whole = WHOLE.getBytes(StandardCharsets.UTF_8);

        assertThat(decoder.decode(whole)).isEqualTo(new Routed(13));
        for (int length = 0; length < whole.length; length++) {
            assertThat(decoder.decode(Arrays.copyOf(whole, length)))
                    .as("first %d bytes", length)
                    .isInstanceOf(Malformed.class);
        }
    }

    @Test
    void invalid_utf8_anywhere_is_refused() {
        byte[] whole = WHOLE.getBytes(StandardCharsets.UTF_8);

        for (int at = 0; at < whole.length; at++) {
            byte[] broken = whole.clone();
            broken[at] = (byte) 0xFF;
            assertThat(decoder.decode(broken)).isEqualTo(new Malformed(Defect.INVALID_UTF8));
        }
    }

    @Test
    void random_bytes_never_throw() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            assertThat(decoder.decode(bytes)).isNotNull();
        }
    }

    @Test
    void random_json_like_text_never_throws() {
        String[] pieces = {
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\"content_type_id\"",
            "13",
            "-",
            "1.5",
            "e",
            "true",
            "null",
            "NaN",
            " ",
            "\\u00",
            "\\",
            "é",
            "\n",
            "Infinity",
            "\"a\"",
            "\ud83c\udf89",
            "/",
            "0",
        };
        Random random = new Random(2);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder("{\"content_type_id\":");
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            assertThat(decode(text.toString())).isNotNull();
        }
    }

    @Test
    void a_whole_event_with_any_byte_changed_never_throws() {
        byte[] whole = WHOLE.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < whole.length; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] changed = whole.clone();
                changed[at] = (byte) value;
                assertThat(decoder.decode(changed)).isNotNull();
            }
        }
    }

    private DecodedEvent decode(String text) {
        return decoder.decode(text.getBytes(StandardCharsets.UTF_8));
    }
}
