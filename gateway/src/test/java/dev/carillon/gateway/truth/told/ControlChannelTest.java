package dev.carillon.gateway.truth.told;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.testing.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ControlChannelTest {
    private final Metrics metrics = new Metrics();
    private final RecordedChanges changes = new RecordedChanges();
    private final ControlChannel channel = new ControlChannel(changes, metrics);
    private final LogLines lines = new LogLines(ControlChannel.class);

    @AfterEach
    void end() {
        lines.close();
        metrics.close();
    }

    private void tell(String message) {
        channel.onMessage(message.getBytes(UTF_8));
    }

    private long count(String result) {
        return metrics.count(Metric.CONTROL_MESSAGES, result).value();
    }

    @Test
    void what_is_told_is_handed_on() {
        tell("{\"invalidate\": {\"users\": [7], \"groups\": [2], \"sessions\": [\"k\"]}}");
        assertThat(changes.heard()).containsExactly("users [7] CONTROL", "groups [2] CONTROL", "sessions [k]");
        assertThat(count("applied")).isEqualTo(1);
    }

    @Test
    void everything_holds_the_users_and_groups_but_not_the_sessions() {
        tell("{\"invalidate\": {\"users\": [7], \"groups\": [2], \"sessions\": [\"k\"], \"all\": true}}");
        assertThat(changes.heard()).containsExactly("everything CONTROL", "sessions [k]");
    }

    @Test
    void what_may_have_been_missed_may_be_anything() {
        channel.mayHaveMissed();
        assertThat(changes.heard()).containsExactly("everything GAP");
    }

    @Test
    void what_is_malformed_is_counted_and_told_in_one_line_without_its_text() {
        for (int i = 0; i < 100; i++) {
            tell("{\"invalidate\": \"s3cret\"}");
        }
        assertThat(changes.heard()).isEmpty();
        assertThat(count("malformed")).isEqualTo(100);
        assertThat(lines.messages()).hasSize(1);
        assertThat(lines.messages().getFirst()).doesNotContain("s3cret");
    }
}
