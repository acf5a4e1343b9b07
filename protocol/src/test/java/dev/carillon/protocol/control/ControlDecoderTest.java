package dev.carillon.protocol.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ControlDecoderTest {
    private static final String EVERYTHING =
            "{\"invalidate\": {\"users\": [7, \"8\", \"é\"], \"groups\": [2, \"3\"], \"sessions\": [\"k3y\"], \"all\": true}}";

    private final ControlDecoder decoder = new ControlDecoder();

    private @Nullable Invalidation decode(String message) {
        return decoder.decode(message.getBytes(UTF_8));
    }

    @Test
    void keys_are_numbers_or_strings() {
        assertThat(decode(EVERYTHING))
                .isEqualTo(new Invalidation(Set.of("7", "8", "é"), Set.of(2L, 3L), Set.of("k3y"), true));
    }

    @Test
    void every_field_may_be_left_out_and_unknown_ones_are_passed_over() {
        Invalidation nothing = new Invalidation(Set.of(), Set.of(), Set.of(), false);
        assertThat(decode("{\"invalidate\": {}}")).isEqualTo(nothing);
        assertThat(decode("{\"v\": [1, {}], \"invalidate\": {\"later\": {\"users\": 1}, \"all\": false}}"))
                .isEqualTo(nothing);
        assertThat(decode("{\"invalidate\": {\"users\": [1], \"users\": [2]}}"))
                .isEqualTo(new Invalidation(Set.of("1", "2"), Set.of(), Set.of(), false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "7",
                "null",
                "{}",
                "{\"invalidate\": 1}",
                "{\"invalidate\": null}",
                "{\"invalidate\": {\"users\": 7}}",
                "{\"invalidate\": {\"users\": [[7]]}}",
                "{\"invalidate\": {\"users\": [7.5]}}",
                "{\"invalidate\": {\"users\": [null]}}",
                "{\"invalidate\": {\"users\": [true]}}",
                "{\"invalidate\": {\"groups\": [\"x\"]}}",
                "{\"invalidate\": {\"groups\": [99999999999999999999]}}",
                "{\"invalidate\": {\"all\": 1}}",
                "{\"invalidate\": {\"users\": [7]}} trailing",
                "{\"invalidate\": {\"users\": [7]}",
            })
    void what_is_malformed_is_refused_as_a_whole(String message) {
        assertThat(decode(message)).isNull();
    }

    @Test
    void damage_never_throws() {
        Random random = new Random(11);
        byte[] good = EVERYTHING.getBytes(UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = good.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            decoder.decode(damaged);
        }
    }

    @Test
    void the_keys_of_sessions_are_not_printed() {
        assertThat(String.valueOf(decode(EVERYTHING)))
                .contains("7", "sessions=1")
                .doesNotContain("k3y");
    }
}
