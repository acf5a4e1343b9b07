package dev.carillon.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.admission.Pacer.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The pacer by a clock that stands still unless told. */
final class PacerTest {
    private final List<String> told = new ArrayList<>();
    private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1);

    private Pacer pacer(int perSecond, int inFlight, Duration wait) {
        return new Pacer(Limits.pace(perSecond, inFlight, wait), () -> now);
    }

    private void pass(Pacer pacer, long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        pacer.sweep();
    }

    private final class Client implements Pacer.Waiter {
        private final String name;
        private boolean present = true;

        Client(String name) {
            this.name = name;
        }

        @Override
        public boolean isPresent() {
            return present;
        }

        @Override
        public void begin() {
            told.add(name);
        }

        @Override
        public void giveUp() {
            told.add("not " + name);
        }
    }

    @Test
    void without_limits_everyone_begins_at_once() {
        Pacer pacer = pacer(0, 0, Duration.ofSeconds(5));
        for (int i = 0; i < 100_000; i++) {
            assertThat(pacer.ask(new Client("x"))).isEqualTo(Turn.NOW);
        }
        assertThat(pacer.inFlight()).isEqualTo(100_000);
        assertThat(pacer.isOverloaded()).isFalse();
    }

    @Test
    void no_more_are_in_flight_than_allowed_and_the_next_in_line_begins_as_one_ends() {
        Pacer pacer = pacer(0, 2, Duration.ofSeconds(5));
        assertThat(pacer.ask(new Client("a"))).isEqualTo(Turn.NOW);
        assertThat(pacer.ask(new Client("b"))).isEqualTo(Turn.NOW);
        assertThat(pacer.ask(new Client("c"))).isEqualTo(Turn.LATER);
        assertThat(pacer.ask(new Client("d"))).isEqualTo(Turn.LATER);
        assertThat(pacer.waiting()).isEqualTo(2);
        pacer.done();
        assertThat(told).containsExactly("c");
        assertThat(pacer.inFlight()).isEqualTo(2);
        pacer.done();
        pacer.done();
        assertThat(told).containsExactly("c", "d");
        assertThat(pacer.inFlight()).isEqualTo(1);
        assertThat(pacer.waiting()).isZero();
    }

    @Test
    void over_any_stretch_of_time_no_more_begin_than_the_rate_and_a_quarter_second_s_burst() {
        Pacer pacer = pacer(100, 0, Duration.ofSeconds(5));
        int begun = 0;
        for (int millis = 0; millis < 10_000; millis += 10) {
            for (int i = 0; i < 7; i++) {
                begun += pacer.ask(new Client("x")) == Turn.NOW ? 1 : 0;
            }
            pass(pacer, 10);
            assertThat(begun + told.stream().filter("x"::equals).count()).isLessThanOrEqualTo((millis + 10) / 10 + 26);
        }
        assertThat(begun + told.stream().filter("x"::equals).count()).isBetween(1000L, 1026L);
    }

    @Test
    void who_would_have_to_wait_too_long_is_told_at_once_and_the_others_get_their_turn_in_order_and_time() {
        Pacer pacer = pacer(10, 0, Duration.ofSeconds(2));
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            turns.add(pacer.ask(new Client(String.valueOf(i))));
        }
        // A burst of 3 (one, and what a quarter of a second earns), then 20 in two seconds.
        assertThat(turns.stream().filter(Turn.NOW::equals)).hasSize(3);
        assertThat(turns.stream().filter(Turn.LATER::equals)).hasSizeBetween(19, 21);
        assertThat(turns.subList(30, 100)).containsOnly(Turn.NEVER);
        assertThat(pacer.isOverloaded()).isTrue();
        int waiting = pacer.waiting();
        for (int i = 0; i < 25; i++) {
            pass(pacer, 100);
        }
        assertThat(told).hasSize(waiting).noneMatch(name -> name.startsWith("not"));
        assertThat(told).isSortedAccordingTo((one, other) -> Integer.parseInt(one) - Integer.parseInt(other));
        assertThat(pacer.isOverloaded()).isFalse();
    }

    @Test
    void who_has_waited_for_too_long_is_sent_away() {
        Pacer pacer = pacer(0, 1, Duration.ofSeconds(2));
        pacer.ask(new Client("stuck"));
        pacer.ask(new Client("early"));
        pass(pacer, 1500);
        pacer.ask(new Client("late"));
        pass(pacer, 600);
        assertThat(told).containsExactly("not early");
        pacer.done();
        assertThat(told).containsExactly("not early", "late");
    }

    @Test
    void without_a_line_who_cannot_begin_is_told_at_once() {
        Pacer pacer = pacer(0, 1, Duration.ZERO);
        assertThat(pacer.ask(new Client("a"))).isEqualTo(Turn.NOW);
        assertThat(pacer.isOverloaded()).isTrue();
        assertThat(pacer.ask(new Client("b"))).isEqualTo(Turn.NEVER);
        pacer.done();
        assertThat(pacer.ask(new Client("c"))).isEqualTo(Turn.NOW);
    }

    @Test
    void the_turn_of_who_has_left_goes_to_the_next() {
        Pacer pacer = pacer(0, 1, Duration.ofSeconds(2));
        pacer.ask(new Client("a"));
        Client gone = new Client("gone");
        pacer.ask(gone);
        pacer.ask(new Client("next"));
        gone.present = false;
        pacer.done();
        assertThat(told).containsExactly("next");
        assertThat(pacer.inFlight()).isEqualTo(1);
    }

    @Test
    void rest_earns_no_more_than_the_burst() {
        Pacer pacer = pacer(100, 0, Duration.ZERO);
        pass(pacer, 3_600_000);
        int begun = 0;
        while (pacer.ask(new Client("x")) == Turn.NOW) {
            begun++;
        }
        assertThat(begun).isEqualTo(26);
    }
}
