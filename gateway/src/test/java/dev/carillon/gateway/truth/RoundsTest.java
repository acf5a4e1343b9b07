package dev.carillon.gateway.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.truth.Rounds.Due;
import dev.carillon.gateway.truth.Rounds.Subject;
import dev.carillon.gateway.truth.told.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RoundsTest {
    private static final Subject USER = new Subject.User("7");
    private static final Subject GROUP = new Subject.Group(7);
    private static final Subject ALL = new Subject.Everything();

    private final Rounds rounds = new Rounds();

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Goes from turn to turn until there is none; gives when a subject's were, in milliseconds. */
    private List<Long> turns(Subject subject, long from) {
        List<Long> turns = new ArrayList<>();
        long now = from;
        for (long pause = rounds.pause(now); pause >= 0; pause = rounds.pause(now)) {
            now += pause;
            if (rounds.due(now).stream().anyMatch(due -> due.subject().equals(subject))) {
                turns.add(TimeUnit.NANOSECONDS.toMillis(now - from));
            }
        }
        return turns;
    }

    @Test
    void a_user_is_read_at_once_and_after_growing_pauses_for_ten_seconds() {
        rounds.begin(USER, Cause.EVENT, 5);
        List<Long> turns = turns(USER, 5);
        assertThat(turns)
                .startsWith(0L, 50L, 150L, 400L, 900L, 1400L)
                .endsWith(10_000L)
                .hasSizeLessThan(26);
        assertThat(rounds.size()).isZero();
    }

    @Test
    void everybody_is_read_in_few_rounds_the_second_within_a_second() {
        rounds.begin(ALL, Cause.CONTROL, 0);
        assertThat(turns(ALL, 0)).containsExactly(0L, 200L, 600L, 1500L, 4000L, 10_000L);
    }

    @Test
    void a_change_that_is_heard_of_again_begins_again() {
        rounds.begin(USER, Cause.EVENT, 0);
        rounds.due(0);
        rounds.begin(USER, Cause.CONTROL, millis(9000));
        assertThat(rounds.size()).isEqualTo(1);
        assertThat(rounds.due(millis(9000))).containsExactly(new Due(USER, Cause.CONTROL));
        assertThat(turns(USER, millis(9000))).endsWith(10_000L);
    }

    @Test
    void a_change_that_is_heard_of_all_the_time_is_read_again_and_again_but_no_faster_than_a_single_one() {
        assertThat(turnsOfOneHeardOfEachMillisecond(USER))
                .startsWith(0L, 40L, 80L)
                .hasSize(25);
        assertThat(turnsOfOneHeardOfEachMillisecond(ALL)).containsExactly(0L, 190L, 380L, 570L, 760L, 950L);
    }

    /** For a second. */
    private static List<Long> turnsOfOneHeardOfEachMillisecond(Subject subject) {
        Rounds rounds = new Rounds();
        List<Long> turns = new ArrayList<>();
        for (long at = 0; at < 1000; at++) {
            rounds.begin(subject, Cause.EVENT, millis(at));
            if (!rounds.due(millis(at)).isEmpty()) {
                turns.add(at);
            }
        }
        return turns;
    }

    @Test
    void a_change_that_is_heard_of_again_just_after_it_was_read_is_read_again_soon() {
        rounds.begin(USER, Cause.EVENT, 0);
        rounds.due(0);
        rounds.begin(USER, Cause.EVENT, millis(1));
        assertThat(turns(USER, millis(1))).startsWith(49L, 99L, 199L).endsWith(10_000L);
    }

    @Test
    void rounds_that_fall_together_are_one_turn() {
        rounds.begin(USER, Cause.EVENT, 0);
        rounds.begin(GROUP, Cause.EVENT, millis(5));
        assertThat(rounds.due(millis(5))).hasSize(2);
        assertThat(rounds.due(millis(6))).isEmpty();
        assertThat(rounds.due(millis(55))).hasSize(2);
    }

    @Test
    void too_many_subjects_become_everything() {
        for (int i = 0; i <= Rounds.MOST; i++) {
            rounds.begin(new Subject.User("u" + i), Cause.EVENT, 0);
        }
        assertThat(rounds.size()).isEqualTo(1);
        assertThat(rounds.due(0)).containsExactly(new Due(ALL, Cause.EVENT));
    }
}
