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
    void a_session_has_ended_for_those_who_were_looked_up_before() {
        long before = numbers.next();
        numbers.session("k");
        assertThat(numbers.hasEnded("k", before)).isTrue();
        assertThat(numbers.hasEnded("k", numbers.next())).isFalse();
        assertThat(numbers.hasEnded("other", before)).isFalse();
    }
}
