package dev.carillon.bench.load.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.load.account.Tally.Defects;
import dev.carillon.bench.load.account.Tally.Unheard;
import dev.carillon.bench.load.event.EventTypes;
import dev.carillon.bench.load.event.View;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LedgerTest {
    private final Ledger ledger = new Ledger();

    private void hear(long... ranks) {
        for (long rank : ranks) {
            ledger.heard(rank);
        }
    }

    private Tally close(long ranks) {
        ledger.close(ranks);
        Tally tally = ledger.tally();
        Unheard unheard = tally.unheard();
        assertThat(tally.due()).isEqualTo(tally.received() + unheard.missing() + unheard.cut() + unheard.away());
        return tally;
    }

    @Test
    void all_in_order_is_clean() {
        for (int i = 0; i < 5; i++) {
            assertThat(ledger.isFollowing()).isTrue();
            assertThat(ledger.next()).isEqualTo(i);
            ledger.inOrder();
        }
        assertThat(ledger.isComplete(5)).isTrue();
        assertThat(close(5)).isEqualTo(new Tally(1, 5, 5, new Unheard(0, 0, 0), new Defects(0, 0, 0, 0)));
    }

    @Test
    void gaps_in_the_middle_at_the_begin_and_at_the_end_are_missing() {
        hear(2, 3, 6);
        assertThat(ledger.isComplete(10)).isFalse();
        assertThat(close(10).unheard()).isEqualTo(new Unheard(2 + 2 + 3, 0, 0));
    }

    @Test
    void what_comes_twice_is_counted_twice_and_received_once() {
        hear(0, 1, 1, 0, 2);
        Tally tally = close(3);
        assertThat(tally.received()).isEqualTo(3);
        assertThat(tally.defects()).isEqualTo(new Defects(2, 0, 0, 0));
    }

    @Test
    void what_comes_after_a_later_one_is_out_of_order_and_not_missing() {
        hear(0, 3, 1, 2, 4);
        Tally tally = close(5);
        assertThat(tally.unheard().missing()).isZero();
        assertThat(tally.defects()).isEqualTo(new Defects(0, 2, 0, 0));
    }

    @Test
    void a_late_one_that_comes_again_is_a_duplicate() {
        hear(0, 2, 1, 1);
        assertThat(close(3).defects()).isEqualTo(new Defects(1, 1, 0, 0));
    }

    @Test
    void what_comes_again_is_told_from_what_comes_late() {
        assertThat(ledger.heard(0)).isTrue();
        assertThat(ledger.heard(2)).isTrue();
        assertThat(ledger.heard(1)).isTrue();
        assertThat(ledger.heard(1)).isFalse();
        assertThat(ledger.heard(0)).isFalse();
    }

    @Test
    void one_that_came_back_is_complete_where_nothing_more_is_owed() {
        hear(0, 1);
        ledger.left(Absence.AWAY, 0);
        ledger.cameBack(8);
        assertThat(ledger.isComplete(10)).isFalse();
        ledger.cameBack(10);
        assertThat(ledger.isComplete(10)).isTrue();
        hear(5);
        assertThat(ledger.isComplete(10)).isFalse();
    }

    @Test
    void events_between_leaving_and_the_first_heard_again_were_away() {
        hear(0, 1);
        ledger.left(Absence.AWAY, 0);
        ledger.cameBack(100);
        assertThat(ledger.isFollowing()).isFalse();
        hear(5);
        assertThat(ledger.isFollowing()).isTrue();
        hear(6);
        assertThat(close(7).unheard()).isEqualTo(new Unheard(0, 0, 3));
    }

    @Test
    void events_while_the_server_had_closed_are_cut() {
        hear(0);
        ledger.left(Absence.CUT, 0);
        ledger.cameBack(100);
        hear(4);
        assertThat(close(5).unheard()).isEqualTo(new Unheard(0, 3, 0));
    }

    @Test
    void a_client_that_is_back_for_long_must_hear_again() {
        hear(0, 1);
        ledger.left(Absence.AWAY, 0);
        ledger.cameBack(4);
        hear(10);
        assertThat(close(11).unheard()).isEqualTo(new Unheard(6, 0, 2));
    }

    @Test
    void a_client_that_is_back_and_never_hears_again_misses_what_was_due() {
        hear(0, 1);
        ledger.left(Absence.CUT, 0);
        ledger.cameBack(4);
        assertThat(close(10).unheard()).isEqualTo(new Unheard(6, 2, 0));
    }

    @Test
    void a_client_that_stays_away_has_missed_nothing() {
        hear(0, 1);
        ledger.left(Absence.AWAY, 0);
        assertThat(close(10).unheard()).isEqualTo(new Unheard(0, 0, 8));
    }

    @Test
    void what_was_late_beyond_patience_when_the_client_left_is_missing() {
        hear(0, 1);
        ledger.left(Absence.AWAY, 5);
        ledger.cameBack(100);
        hear(8);
        assertThat(close(9).unheard()).isEqualTo(new Unheard(3, 0, 3));
    }

    @Test
    void a_stay_in_which_nothing_was_due_yet_loses_nothing() {
        hear(0);
        ledger.left(Absence.AWAY, 0);
        ledger.cameBack(50);
        ledger.left(Absence.AWAY, 20);
        ledger.cameBack(60);
        hear(30);
        assertThat(close(31).unheard()).isEqualTo(new Unheard(0, 0, 29));
    }

    @Test
    void what_a_server_replays_from_an_absence_is_received_after_all() {
        hear(0);
        ledger.left(Absence.CUT, 0);
        ledger.cameBack(100);
        hear(3, 1, 2);
        Tally tally = close(4);
        assertThat(tally.received()).isEqualTo(4);
        assertThat(tally.isClean()).isTrue();
    }

    @Test
    void an_event_that_the_bus_refused_was_never_due() {
        hear(0, 1, 3);
        ledger.close(5);
        ledger.wasNotPublished(2);
        ledger.wasNotPublished(4);
        assertThat(ledger.tally().due()).isEqualTo(3);
        assertThat(ledger.tally().unheard().missing()).isZero();
    }

    @Test
    void findings_name_the_events_by_their_numbers() {
        View odd = new EventTypes(List.of(1L, 2L)).view(Set.of(2L));
        hear(0, 2, 2, 6, 5);
        ledger.forbidden();
        ledger.damaged();
        ledger.close(8);
        assertThat(ledger.findings(odd, 5))
                .isEqualTo("missing 4 (events 3, 7-9, 15), 1 duplicate, 1 out of order, 1 forbidden, 1 damaged");
        assertThat(ledger.findings(odd, 1)).startsWith("missing 4 (events 3, ...)");
    }

    @Test
    void a_clean_account_has_no_findings() {
        hear(0, 1);
        ledger.close(2);
        assertThat(ledger.findings(new EventTypes(List.of(1L)).view(null), 5)).isNull();
    }

    @Test
    void the_sums_agree_with_plain_sets_through_any_history() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 300; round++) {
            Ledger any = new Ledger();
            Set<Long> heard = new HashSet<>();
            long duplicates = 0;
            long top = 0;
            for (int i = 0; i < 80; i++) {
                long rank = random.nextInt(4) == 0 ? random.nextLong(top + 1) : top + random.nextLong(3);
                if (any.isFollowing() && rank == any.next()) {
                    any.inOrder();
                } else {
                    any.heard(rank);
                }
                duplicates += heard.add(rank) ? 0 : 1;
                top = Math.max(top, rank + 1);
            }
            any.close(top + 2);
            assertThat(any.tally().received()).isEqualTo(heard.size());
            assertThat(any.tally().unheard().missing()).isEqualTo(top + 2 - heard.size());
            assertThat(any.tally().defects().duplicates()).isEqualTo(duplicates);
        }
    }
}
