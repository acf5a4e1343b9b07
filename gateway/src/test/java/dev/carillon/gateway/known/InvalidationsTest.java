package dev.carillon.gateway.known;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.View;
import dev.carillon.protocol.django.PrimaryKey;
import org.junit.jupiter.api.Test;

final class InvalidationsTest {
    private final Invalidations numbers = new Invalidations();

    private Facts read(long id) {
        return new Facts(new PrimaryKey.IntegerKey(id), null, View.NOTHING, numbers.next());
    }

    @Test
    void more_changes_than_can_be_remembered_concern_everybody() {
        Facts other = read(1);
        for (int i = 0; i < 10_000; i++) {
            numbers.user("changed" + i);
        }
        assertThat(numbers.concern(other)).isFalse();
        Facts late = read(2);
        numbers.user("one more");
        assertThat(numbers.concern(other)).isTrue();
        assertThat(numbers.concern(late)).isTrue();
        assertThat(numbers.concern(read(3))).isFalse();
    }

    @Test
    void a_session_that_has_ended_stays_ended_and_only_the_oldest_are_forgotten() {
        for (int i = 0; i <= 100_000; i++) {
            numbers.session("k" + i);
        }
        assertThat(numbers.hasEnded("k1")).isTrue();
        assertThat(numbers.hasEnded("k100000")).isTrue();
        assertThat(numbers.hasEnded("k0")).isFalse();
        assertThat(numbers.hasEnded("other")).isFalse();
    }
}
