package dev.carillon.bench.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.carillon.bench.baseline.Comparison.Change;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
    private static final double TENTH = 0.1;

    @Test
    void slower_by_more_than_the_tolerance_and_beyond_the_errors_is_worse() {
        Comparison comparison = compare(time(100, 2), time(120, 3));
        assertThat(changes(comparison)).containsExactly(Change.SLOWER);
        assertThat(comparison.isWorse()).isTrue();
    }

    @Test
    void within_the_tolerance_all_is_alike() {
        assertThat(changes(compare(time(100, 1), time(109, 1)))).containsExactly(Change.ALIKE);
    }

    @Test
    void where_the_errors_touch_all_is_alike() {
        Comparison comparison = compare(time(100, 12), time(120, 9));
        assertThat(changes(comparison)).containsExactly(Change.ALIKE);
        assertThat(comparison.isWorse()).isFalse();
    }

    @Test
    void faster_is_told_and_is_not_worse() {
        Comparison comparison = compare(time(120, 3), time(100, 2));
        assertThat(changes(comparison)).containsExactly(Change.FASTER);
        assertThat(comparison.isWorse()).isFalse();
    }

    @Test
    void a_rate_that_falls_is_slower() {
        assertThat(changes(compare(rate(120), rate(100)))).containsExactly(Change.SLOWER);
        assertThat(changes(compare(rate(100), rate(120)))).containsExactly(Change.FASTER);
    }

    @Test
    void where_an_error_is_unknown_nothing_is_said() {
        Comparison comparison = compare(time(100, 1), time(150, Double.NaN));
        assertThat(changes(comparison)).containsExactly(Change.UNTOLD);
        assertThat(comparison.isWorse()).isFalse();
        assertThat(comparison.isTold()).isFalse();
        assertThat(changes(compare(garbage(16, Double.NaN), garbage(24, 0.1))))
                .containsExactly(Change.ALIKE, Change.UNTOLD);
        assertThat(changes(compare(garbage(16, Double.NaN), garbage(16, Double.NaN))))
                .containsExactly(Change.ALIKE, Change.ALIKE);
    }

    @Test
    void more_garbage_is_worse_though_the_time_is_the_same() {
        Comparison comparison = compare(garbage(16, 0.1), garbage(24, 0.1));
        assertThat(changes(comparison)).containsExactly(Change.ALIKE, Change.MORE_GARBAGE);
        assertThat(comparison.isWorse()).isTrue();
    }

    @Test
    void less_garbage_is_told() {
        assertThat(changes(compare(garbage(24, 0.1), garbage(16, 0.1))))
                .containsExactly(Change.ALIKE, Change.LESS_GARBAGE);
    }

    @Test
    void a_fraction_of_a_byte_is_no_garbage() {
        assertThat(changes(compare(garbage(0.01, 0.001), garbage(0.4, 0.001))))
                .containsExactly(Change.ALIKE, Change.ALIKE);
    }

    @Test
    void from_nothing_to_something_is_more() {
        assertThat(changes(compare(garbage(0, 0), garbage(16, 0.1))))
                .containsExactly(Change.ALIKE, Change.MORE_GARBAGE);
    }

    @Test
    void what_only_one_of_them_has_is_told_and_is_not_worse() {
        Comparison comparison = new Comparison(Map.of("gone", time(1, 0)), Map.of("come", time(1, 0)), TENTH);
        assertThat(comparison.lines())
                .extracting(Comparison.Line::name, Comparison.Line::change)
                .containsExactly(tuple("come", Change.NEW), tuple("gone", Change.NOT_MEASURED));
        assertThat(comparison.isWorse()).isFalse();
    }

    private static Comparison compare(Measurement before, Measurement now) {
        return new Comparison(Map.of("it", before), Map.of("it", now), TENTH);
    }

    private static List<Change> changes(Comparison comparison) {
        return comparison.lines().stream().map(Comparison.Line::change).toList();
    }

    private static Measurement time(double mean, double error) {
        return measurement(false, new Figure(mean, error, "ns/op"), null);
    }

    private static Measurement rate(double mean) {
        return measurement(true, new Figure(mean, 1, "ops/s"), null);
    }

    private static Measurement garbage(double bytes, double error) {
        return measurement(false, new Figure(100, 1, "ns/op"), new Figure(bytes, error, "B/op"));
    }

    private static Measurement measurement(boolean moreIsBetter, Figure score, @Nullable Figure allocation) {
        return new Measurement("it", "1 fork", moreIsBetter, score, allocation);
    }
}
