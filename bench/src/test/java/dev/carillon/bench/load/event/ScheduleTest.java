package dev.carillon.bench.load.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ScheduleTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void a_fixed_rate_spaces_events_evenly() {
        Schedule schedule = new Schedule(List.of(4.0), 2 * SECOND);
        assertThat(schedule.events()).isEqualTo(8);
        assertThat(schedule.intendedAt(0)).isZero();
        assertThat(schedule.intendedAt(1)).isEqualTo(SECOND / 4);
        assertThat(schedule.intendedAt(7)).isEqualTo(7 * SECOND / 4);
        assertThat(schedule.durationNanos()).isEqualTo(2 * SECOND);
    }

    @Test
    void each_step_of_a_ramp_has_its_rate_and_its_events() {
        Schedule schedule = new Schedule(List.of(2.0, 10.0), SECOND);
        assertThat(schedule.steps()).isEqualTo(2);
        assertThat(schedule.firstOf(1)).isEqualTo(2);
        assertThat(schedule.stepOf(1)).isZero();
        assertThat(schedule.stepOf(2)).isEqualTo(1);
        assertThat(schedule.intendedAt(2)).isEqualTo(SECOND);
        assertThat(schedule.intendedAt(3)).isEqualTo(SECOND + SECOND / 10);
        assertThat(schedule.stepAt(SECOND - 1)).isZero();
        assertThat(schedule.stepAt(SECOND)).isEqualTo(1);
        assertThat(schedule.stepAt(99 * SECOND)).isEqualTo(1);
        assertThat(schedule.stepAt(-1)).isZero();
    }

    @Test
    void events_are_due_from_their_intended_time_on_and_not_a_nanosecond_sooner() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 50; round++) {
            Schedule schedule = new Schedule(
                    List.of(random.nextDouble(0.5, 50), random.nextDouble(1, 30_000), random.nextDouble(1, 3)),
                    random.nextLong(SECOND, 3 * SECOND));
            for (int i = 0; i < 200; i++) {
                long event = random.nextLong(schedule.events());
                long at = schedule.intendedAt(event);
                assertThat(schedule.dueBy(at)).isGreaterThan(event);
                assertThat(schedule.dueBy(at - 1)).isLessThanOrEqualTo(event);
            }
        }
    }

    @Test
    void intended_times_never_go_back() {
        Schedule schedule = new Schedule(List.of(333.3, 7.7, 12_345.6), SECOND);
        for (long event = 1; event < schedule.events(); event++) {
            assertThat(schedule.intendedAt(event)).isGreaterThan(schedule.intendedAt(event - 1));
        }
    }

    @Test
    void nothing_is_due_before_the_begin_and_all_after_the_end() {
        Schedule schedule = new Schedule(List.of(10.0), SECOND);
        assertThat(schedule.dueBy(-1)).isZero();
        assertThat(schedule.dueBy(0)).isEqualTo(1);
        assertThat(schedule.dueBy(Long.MAX_VALUE)).isEqualTo(10);
    }

    @Test
    void a_schedule_without_events_is_refused() {
        assertThatThrownBy(() -> new Schedule(List.of(0.1), SECOND))
                .hasMessageContaining("no event falls into the time");
    }
}
