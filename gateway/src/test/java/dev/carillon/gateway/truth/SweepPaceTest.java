package dev.carillon.gateway.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SweepPaceTest {
    private final SweepPace pace = new SweepPace(Duration.ofSeconds(60), 500);

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void the_database_rests_at_least_as_long_as_it_worked_while_there_is_time() {
        assertThat(pace.restNanos(millis(3), 0)).isEqualTo(millis(50));
        assertThat(pace.restNanos(millis(3), 100_000)).isEqualTo(millis(50));
        assertThat(pace.restNanos(millis(80), 10_000)).isEqualTo(millis(80));
    }

    @ParameterizedTest
    @CsvSource({"1000, 5", "300000, 10", "300000, 25", "1000000, 5", "1000000, 8", "5000000, 1"})
    void everybody_is_read_in_half_the_sweep_however_many_are_connected(int connected, long tookMillis) {
        long batches = Math.ceilDiv(connected, 500);
        long cycle = millis(tookMillis) + pace.restNanos(millis(tookMillis), connected);
        assertThat(batches * cycle).isLessThan(TimeUnit.SECONDS.toNanos(30));
    }

    @Test
    void a_database_that_cannot_keep_up_has_a_fifth_of_the_time_for_itself() {
        assertThat(pace.restNanos(millis(100), 5_000_000)).isEqualTo(millis(25));
    }

    @ParameterizedTest
    @CsvSource({"60, 1", "60, 20000", "60, 1000000", "1, 5000", "3600, 1000000"})
    void everybody_is_handed_out_in_half_the_sweep(long sweepSeconds, int connected) {
        int each = new SweepPace(Duration.ofSeconds(sweepSeconds), 500).aTick(connected);
        long ticks = Math.ceilDiv(connected, each);
        assertThat(ticks * SweepPace.TICK_MILLIS).isLessThanOrEqualTo(sweepSeconds * 1000 / 2);
    }
}
