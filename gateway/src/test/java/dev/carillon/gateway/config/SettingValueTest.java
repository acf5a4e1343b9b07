package dev.carillon.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.gateway.config.EffectiveConfig.Given;
import dev.carillon.gateway.settings.Setting;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingValueTest {
    record Sample(
            @Setting("A.") int number,
            @Setting("B.") long large,
            @Setting("C.") boolean truth,
            @Setting("D.") Duration span,
            @Setting("E.") @Nullable Duration spanOrNone,
            @Setting("F.") @Nullable String textOrNone) {}

    private static final Schema SCHEMA = new Schema(Sample.class);

    @ParameterizedTest
    @CsvSource({
        "number, 12, 12",
        "number, ' -3 ', -3",
        "large, 9000000000, 9000000000",
        "truth, True, true",
        "truth, off, false",
        "span, 500ms, 500ms",
        "span, 30, 30s",
        "span, 90s, 90s",
        "span, 60s, 1m",
        "span, 2h, 2h",
        "span, 1d, 24h",
        "span, 0, 0s",
        "span_or_none, none, none",
        "text_or_none, '', none",
    })
    void values_are_read(String key, String written, String meant) {
        assertThat(SettingValue.format(parse(key, written))).isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource({
        "number, 1.5",
        "number, 3000000000",
        "number, 99999999999999999999",
        "number, ''",
        "truth, maybe",
        "span, none",
        "span, -1s",
        "span, 1.5s",
        "span, 1 week",
    })
    void what_cannot_be_meant_is_refused(String key, String written) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(key, written));
    }

    @Test
    void a_refusal_says_what_to_write() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("span", "soon"))
                .withMessage("'soon' is not a duration: write one like 500ms, 20s, 1m or 1h; a bare number is seconds");
    }

    private static @Nullable Object parse(String key, String written) {
        return SettingValue.parse(Objects.requireNonNull(SCHEMA.byKey(key)), new Given("test", written, null));
    }
}
