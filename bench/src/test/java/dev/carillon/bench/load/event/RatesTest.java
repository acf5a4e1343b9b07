package dev.carillon.bench.load.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RatesTest {
    @Test
    void one_rate_several_and_ramps_are_read() {
        assertThat(Rates.parse("500")).containsExactly(500.0);
        assertThat(Rates.parse("0.5")).containsExactly(0.5);
        assertThat(Rates.parse("100, 200,400")).containsExactly(100.0, 200.0, 400.0);
        assertThat(Rates.parse("100..500+200")).containsExactly(100.0, 300.0, 500.0);
        assertThat(Rates.parse("100..450+200")).containsExactly(100.0, 300.0);
        assertThat(Rates.parse("100..1600*2")).containsExactly(100.0, 200.0, 400.0, 800.0, 1600.0);
    }

    @Test
    void a_ramp_reaches_its_end_though_binary_fractions_do_not() {
        assertThat(Rates.parse("0.1..0.3+0.1")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "fast", "-5", "0", "10,,20", "10,0", "500..100+100", "100..500*1", "100..500+0", "1..9*"})
    void what_is_no_rate_is_refused_in_words(String text) {
        assertThatThrownBy(() -> Rates.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".*(write events a second|must be above 0).*");
    }

    @Test
    void a_ramp_of_endless_steps_is_refused() {
        assertThatThrownBy(() -> Rates.parse("1..1000000+1")).hasMessageContaining("200 steps at most");
    }
}
