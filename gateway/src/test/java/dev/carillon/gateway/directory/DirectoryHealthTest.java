package dev.carillon.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.testing.LogLines;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DirectoryHealthTest {
    private final Readiness readiness = new Readiness();
    private final LogLines lines = new LogLines(DirectoryHealth.class);
    private long now;
    private final DirectoryHealth health = new DirectoryHealth(readiness, () -> now);

    @AfterEach
    void stopListening() {
        lines.close();
    }

    @Test
    void one_line_tells_that_the_database_went_away_and_one_that_it_is_back() {
        health.succeeded();
        for (int i = 0; i < 1000; i++) {
            health.failed("connection refused");
        }
        assertThat(readiness.reasons()).containsEntry("directory", "connection refused");
        now += Duration.ofSeconds(90).toNanos();
        health.succeeded();
        health.succeeded();
        assertThat(readiness.isReady()).isTrue();
        assertThat(messages())
                .containsExactly(
                        "The database does not answer; new clients are told to come back: connection refused",
                        "The database answers again, after 90 s and 1000 failures");
    }

    @Test
    void a_database_that_comes_and_goes_does_not_fill_the_log() {
        for (int i = 0; i < 1000; i++) {
            health.failed("slow");
            health.succeeded();
        }
        assertThat(messages()).hasSize(2);
    }

    @Test
    void a_database_that_was_not_asked_for_a_while_is_probed() {
        assertThat(health.wantsProbe()).isTrue();
        health.succeeded();
        assertThat(health.wantsProbe()).isFalse();
        now += DirectoryHealth.IDLE.toNanos();
        assertThat(health.wantsProbe()).isTrue();
        health.succeeded();
        health.failed("gone");
        assertThat(health.wantsProbe()).isTrue();
    }

    private List<String> messages() {
        return lines.messages();
    }
}
