package dev.carillon.bench.load.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ViewTest {
    private static final EventTypes TYPES = new EventTypes(List.of(7L, 8L, 7L, 9L, 12L));

    @Test
    void types_come_in_turn() {
        assertThat(TYPES.typeOf(0)).isEqualTo(7);
        assertThat(TYPES.typeOf(3)).isEqualTo(9);
        assertThat(TYPES.typeOf(6)).isEqualTo(8);
    }

    @Test
    void ranks_are_the_places_among_the_events_seen() {
        for (Set<Long> visible : List.of(Set.of(7L), Set.of(8L, 12L), Set.of(9L), Set.of(7L, 8L, 9L, 12L))) {
            View view = TYPES.view(visible);
            List<Long> seen = new ArrayList<>();
            for (long event = 0; event < 103; event++) {
                assertThat(view.rankOf(event)).isEqualTo(seen.size());
                assertThat(view.sees(event)).isEqualTo(visible.contains(TYPES.typeOf(event)));
                if (visible.contains(TYPES.typeOf(event))) {
                    assertThat(view.eventOf(seen.size())).isEqualTo(event);
                    seen.add(event);
                }
            }
            assertThat(view.isBlind()).isFalse();
        }
    }

    @Test
    void whoever_is_not_restricted_sees_all() {
        View view = TYPES.view(null);
        assertThat(view.rankOf(41)).isEqualTo(41);
        assertThat(view.eventOf(41)).isEqualTo(41);
        assertThat(view.share()).isEqualTo(1);
    }

    @Test
    void whoever_may_see_none_of_the_types_is_blind() {
        View view = TYPES.view(Set.of(99L));
        assertThat(view.isBlind()).isTrue();
        assertThat(view.sees(0)).isFalse();
        assertThat(view.rankOf(1000)).isZero();
        assertThat(view.share()).isZero();
    }

    @Test
    void a_share_counts_a_type_as_often_as_it_comes() {
        assertThat(TYPES.view(Set.of(7L)).share()).isEqualTo(0.4);
    }
}
