package dev.carillon.gateway.auth.jwt.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.settings.ByteSize;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RefreshPlanTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final JwksConfig CONFIG =
            new JwksConfig(null, LONG, Duration.ofSeconds(10), null, Duration.ofSeconds(5), new ByteSize(4096), false);

    @Test
    void the_next_fetch_is_when_the_answer_says_within_bounds() {
        RefreshPlan plan = new RefreshPlan(CONFIG, 0);
        assertThat(plan.nanosLeft(0)).isZero();
        plan.succeeded(100, null);
        assertThat(plan.nanosLeft(100)).isEqualTo(LONG.toNanos());
        plan.succeeded(100, Duration.ofMinutes(5));
        assertThat(plan.nanosLeft(100)).isEqualTo(Duration.ofMinutes(5).toNanos());
        plan.succeeded(100, Duration.ZERO);
        assertThat(plan.nanosLeft(100)).isEqualTo(Duration.ofSeconds(10).toNanos());
        plan.succeeded(100, Duration.ofDays(9999));
        assertThat(plan.nanosLeft(100)).isEqualTo(LONG.toNanos());
        plan.failed(200);
        assertThat(plan.nanosLeft(200)).isEqualTo(Duration.ofSeconds(10).toNanos());
        assertThat(plan.want(300)).isFalse();
        long after = 200 + Duration.ofSeconds(10).toNanos();
        assertThat(plan.want(after)).isTrue();
        assertThat(plan.nanosLeft(after)).isZero();
    }
}
