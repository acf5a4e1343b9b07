package dev.carillon.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ValuesTest {
    @Test
    void durations_shares_sizes_and_lists_are_read() {
        assertThat(Values.nanos("1500ms")).isEqualTo(1_500_000_000);
        assertThat(Values.nanos("2.5s")).isEqualTo(2_500_000_000L);
        assertThat(Values.nanos("3")).isEqualTo(3_000_000_000L);
        assertThat(Values.nanos("2m")).isEqualTo(120_000_000_000L);
        assertThat(Values.share("10%")).isEqualTo(0.1);
        assertThat(Values.share("0.25")).isEqualTo(0.25);
        assertThat(Values.size("1KiB")).isEqualTo(1024);
        assertThat(Values.keys("1, 3-5,b8a1")).containsExactly("1", "3", "4", "5", "b8a1");
        assertThat(Values.types("7,9-10")).containsExactly(7L, 9L, 10L);
    }

    @Test
    void other_values_are_refused_with_what_to_write() {
        assertThatThrownBy(() -> Values.nanos("soon")).hasMessageContaining("write 500ms");
        assertThatThrownBy(() -> Values.share("ten")).hasMessageContaining("write 10%");
        assertThatThrownBy(() -> Values.share("110%")).hasMessageContaining("more than all");
        assertThatThrownBy(() -> Values.size("1GiB")).hasMessageContaining("64MiB");
        assertThatThrownBy(() -> Values.keys("1,,2")).hasMessageContaining("write 1,2,7-9");
        assertThatThrownBy(() -> Values.keys("9-1")).hasMessageContaining("range");
        assertThatThrownBy(() -> Values.types("seven")).hasMessageContaining("content type");
    }
}
