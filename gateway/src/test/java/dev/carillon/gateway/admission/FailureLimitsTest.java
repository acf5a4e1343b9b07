package dev.carillon.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Failures by a clock that stands still unless told. */
final class FailureLimitsTest {
    private static final ClientNetwork ONE = new ClientNetwork(false, 1);
    private static final ClientNetwork OTHER = new ClientNetwork(false, 2);
    private long now = Long.MAX_VALUE - 1;

    private FailureLimits limits(int perMinute) {
        return new FailureLimits(Limits.failures(perMinute), () -> now);
    }

    private void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    private static void fail(FailureLimits limits, ClientNetwork network, int times) {
        for (int i = 0; i < times; i++) {
            limits.failed(network);
        }
    }

    @Test
    void as_many_failures_as_a_minute_has_are_allowed_at_once_and_then_no_more() {
        FailureLimits limits = limits(6);
        fail(limits, ONE, 5);
        assertThat(limits.pauseNanos(ONE)).isZero();
        fail(limits, ONE, 1);
        assertThat(limits.pauseNanos(ONE)).isEqualTo(TimeUnit.SECONDS.toNanos(10));
    }

    @Test
    void however_many_were_under_check_when_the_limit_was_reached_the_pause_is_until_the_next_fits() {
        FailureLimits limits = limits(6);
        fail(limits, ONE, 10_000);
        assertThat(limits.pauseNanos(ONE)).isEqualTo(TimeUnit.SECONDS.toNanos(10));
        pass(10);
        assertThat(limits.pauseNanos(ONE)).isZero();
    }

    @Test
    void nobody_else_is_slowed_down() {
        FailureLimits limits = limits(6);
        fail(limits, ONE, 100);
        assertThat(limits.pauseNanos(OTHER)).isZero();
        assertThat(limits.pauseNanos(new ClientNetwork(true, 1))).isZero();
        assertThat(limits.pauseNanos(null)).isZero();
    }

    @Test
    void time_makes_room_for_one_failure_after_another() {
        FailureLimits limits = limits(6);
        fail(limits, ONE, 6);
        pass(9);
        assertThat(limits.pauseNanos(ONE)).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        pass(1);
        assertThat(limits.pauseNanos(ONE)).isZero();
        fail(limits, ONE, 1);
        assertThat(limits.pauseNanos(ONE)).isPositive();
        pass(60);
        fail(limits, ONE, 5);
        assertThat(limits.pauseNanos(ONE)).isZero();
    }

    @Test
    void who_is_not_known_and_everyone_where_there_is_no_limit_may_fail_for_ever() {
        FailureLimits limited = limits(1);
        for (int i = 0; i < 100; i++) {
            limited.failed(null);
        }
        assertThat(limited.pauseNanos(null)).isZero();
        FailureLimits unlimited = limits(0);
        fail(unlimited, ONE, 1000);
        assertThat(unlimited.pauseNanos(ONE)).isZero();
        assertThat(unlimited.size()).isZero();
    }

    @Test
    void the_table_is_bounded_and_forgets_who_failed_least_recently() {
        FailureLimits limits = limits(2);
        fail(limits, ONE, 2);
        fail(limits, OTHER, 2);
        for (int i = 0; i < 9_998; i++) {
            limits.failed(new ClientNetwork(true, i));
        }
        limits.failed(ONE);
        limits.failed(new ClientNetwork(true, -1));
        assertThat(limits.size()).isEqualTo(10_000);
        assertThat(limits.pauseNanos(ONE)).isPositive();
        assertThat(limits.pauseNanos(OTHER)).isZero();
    }
}
