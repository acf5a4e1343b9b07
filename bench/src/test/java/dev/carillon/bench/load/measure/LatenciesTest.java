package dev.carillon.bench.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.load.measure.Latencies.Kind;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LatenciesTest {
    @Test
    void the_sum_of_two_processes_is_what_one_would_have_measured() {
        Latencies one = new Latencies(2);
        Latencies first = new Latencies(2);
        Latencies second = new Latencies(2);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 10_000; i++) {
            long nanos = (long) Math.pow(10, random.nextDouble(3, 11));
            int step = random.nextInt(2);
            one.record(step, nanos, i);
            (random.nextBoolean() ? first : second).record(step, nanos, i);
        }
        one.record(Kind.SLOW, 5_000_000);
        second.record(Kind.SLOW, 5_000_000);
        Latencies sum = new Latencies(2);
        sum.add(Latencies.decode(first.encode()));
        sum.add(Latencies.decode(second.encode()));
        for (int step = 0; step < 2; step++) {
            assertThat(sum.step(step)).isEqualTo(one.step(step));
            assertThat(sum.lastNanos(step)).isEqualTo(one.lastNanos(step)).isBetween(9_900L, 9_999L);
            assertThat(sum.step(step).getMaxValue()).isEqualTo(one.step(step).getMaxValue());
        }
        assertThat(sum.of(Kind.SLOW)).isEqualTo(one.of(Kind.SLOW));
        assertThat(sum.of(Kind.STALLED).getTotalCount()).isZero();
        assertThat(sum.allSteps().getTotalCount()).isEqualTo(10_000);
    }

    @Test
    void what_cannot_be_measured_counts_at_the_end_of_the_scale() {
        Latencies latencies = new Latencies(1);
        latencies.record(0, Long.MAX_VALUE, 1);
        latencies.record(0, -5, 1);
        assertThat(latencies.step(0).getTotalCount()).isEqualTo(2);
        assertThat(latencies.step(0).getMaxValue()).isGreaterThanOrEqualTo(600_000_000_000L);
        assertThat(latencies.step(0).getMinValue()).isZero();
    }
}
