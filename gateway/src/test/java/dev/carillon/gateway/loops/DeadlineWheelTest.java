package dev.carillon.gateway.loops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeadlineWheelTest {
    private static final long TICK = 100;
    private static final long SPAN = 1024 * TICK;

    private final List<Integer> expired = new ArrayList<>();

    @Test
    void a_deadline_expires_at_the_first_sweep_after_it_and_once() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, 0);
        wheel.set(new Numbered(1), 250);
        wheel.sweep(249);
        assertThat(expired).isEmpty();
        wheel.sweep(250);
        assertThat(expired).containsExactly(1);
        wheel.sweep(10_000);
        assertThat(expired).containsExactly(1);
    }

    @Test
    void a_deadline_beyond_the_wheels_span_waits_for_its_round() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, 0);
        wheel.set(new Numbered(1), 3 * SPAN + 50);
        for (long now = 0; now < 3 * SPAN + 50; now += TICK) {
            wheel.sweep(now);
        }
        assertThat(expired).isEmpty();
        wheel.sweep(3 * SPAN + 50);
        assertThat(expired).containsExactly(1);
    }

    @Test
    void a_sweep_that_is_late_by_more_than_the_span_misses_nothing() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, 0);
        for (int i = 0; i < 3000; i++) {
            wheel.set(new Numbered(i), (i + 1) * TICK);
        }
        wheel.sweep(10 * SPAN);
        assertThat(expired).hasSize(3000).doesNotHaveDuplicates();
    }

    @Test
    void a_deadline_in_the_past_expires_at_the_next_sweep() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, 5000);
        wheel.set(new Numbered(1), -70_000);
        wheel.sweep(5000);
        assertThat(expired).containsExactly(1);
    }

    @Test
    void a_deadline_set_to_the_past_by_one_that_expires_in_a_late_sweep_expires_by_the_next() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, 0);
        DeadlineWheel.Deadline second = new Numbered(2);
        wheel.set(
                new DeadlineWheel.Deadline() {
                    @Override
                    protected void expire(long nowNanos) {
                        wheel.set(second, 200);
                    }
                },
                150);
        wheel.sweep(5000);
        wheel.sweep(5100);
        assertThat(expired).containsExactly(2);
    }

    @Test
    void what_expires_may_set_itself_again_and_does_not_run_twice_in_one_sweep() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, 0);
        Numbered again = new Numbered(1);
        again.then = now -> wheel.set(again, now);
        wheel.set(again, 100);
        wheel.sweep(100);
        assertThat(expired).containsExactly(1);
        wheel.sweep(101);
        assertThat(expired).containsExactly(1, 1);
    }

    @Test
    void what_expires_may_cancel_and_move_others_that_are_due_too() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, 0);
        Numbered first = new Numbered(1);
        Numbered second = new Numbered(2);
        first.then = now -> {
            wheel.cancel(second);
            second.then = later -> {};
        };
        second.then = now -> {
            wheel.set(first, now + 500);
            first.then = later -> {};
        };
        wheel.set(first, 100);
        wheel.set(second, 100);
        wheel.sweep(120);
        assertThat(expired).as("whichever came first held the other back").hasSize(1);
        wheel.sweep(1000);
        assertThat(expired.subList(1, expired.size()).stream().filter(number -> number == 2))
                .as("a cancelled one stays cancelled")
                .isEmpty();
    }

    @Test
    void one_that_throws_does_not_take_the_others_with_it() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, 0);
        for (int i = 0; i < 3; i++) {
            Numbered each = new Numbered(i);
            each.then = now -> {
                throw new IllegalStateException("on purpose");
            };
            wheel.set(each, 100);
        }
        for (int i = 0; i < 3; i++) {
            try {
                wheel.sweep(200);
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("on purpose");
            }
        }
        assertThat(expired).containsExactlyInAnyOrder(0, 1, 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void it_does_what_a_plain_list_does(long seed) {
        Random random = new Random(seed);
        long now = random.nextBoolean() ? random.nextLong(1_000_000) : -random.nextLong(1_000_000_000);
        DeadlineWheel wheel = new DeadlineWheel(TICK, now);
        Numbered[] deadlines = new Numbered[200];
        Long[] model = new Long[deadlines.length];
        for (int i = 0; i < deadlines.length; i++) {
            deadlines[i] = new Numbered(i);
        }
        for (int step = 0; step < 20_000; step++) {
            int i = random.nextInt(deadlines.length);
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    long at = now + random.nextLong(random.nextInt(10) == 0 ? 4 * SPAN : 20 * TICK) - 3 * TICK;
                    wheel.set(deadlines[i], at);
                    model[i] = at;
                }
                case 2 -> {
                    wheel.cancel(deadlines[i]);
                    model[i] = null;
                }
                default -> {
                    now += random.nextLong(random.nextInt(50) == 0 ? 2 * SPAN : 2 * TICK);
                    assertSweep(wheel, now, model);
                }
            }
        }
    }

    private void assertSweep(DeadlineWheel wheel, long now, Long[] model) {
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < model.length; i++) {
            if (model[i] != null && model[i] <= now) {
                expected.add(i);
                model[i] = null;
            }
        }
        expired.clear();
        wheel.sweep(now);
        assertThat(expired).containsExactlyInAnyOrderElementsOf(expected);
    }

    private final class Numbered extends DeadlineWheel.Deadline {
        private final int number;
        private java.util.function.LongConsumer then = now -> {};

        Numbered(int number) {
            this.number = number;
        }

        @Override
        protected void expire(long nowNanos) {
            expired.add(number);
            then.accept(nowNanos);
        }
    }
}
