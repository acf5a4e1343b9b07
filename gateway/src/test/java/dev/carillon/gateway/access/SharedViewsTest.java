package dev.carillon.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class SharedViewsTest {
    private final SharedViews views = new SharedViews();

    @Test
    void equal_views_are_the_same_object() {
        View first = views.shared(new View(VisibleTypes.of(1, 2), Set.of(7L)));
        assertThat(views.shared(new View(VisibleTypes.of(2, 1), Set.of(7L)))).isSameAs(first);
        assertThat(views.shared(new View(VisibleTypes.of(1), Set.of(7L)))).isNotEqualTo(first);
    }

    @Test
    void equal_types_are_the_same_object_whatever_groups_they_come_from() {
        View first = views.shared(new View(VisibleTypes.of(1, 2), Set.of(7L)));
        View other = views.shared(new View(VisibleTypes.of(1, 2), Set.of(8L)));
        assertThat(other).isEqualTo(new View(VisibleTypes.of(1, 2), Set.of(8L)));
        assertThat(other.types()).isSameAs(first.types());
    }

    @Test
    void more_than_are_kept_are_still_right() {
        for (long id = 0; id < 100_000; id++) {
            View view = new View(VisibleTypes.of(id), Set.of(id));
            assertThat(views.shared(view)).isEqualTo(view);
        }
    }
}
