package dev.carillon.gateway.truth;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.truth.told.Cause;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Bearers of tokens that list what they see. */
final class BearersTest extends RevalidationBed {
    @Test
    void names_that_tokens_list_follow_the_content_types() {
        Client names = bearer(Set.of("a.x", "a.z", "17"), 1, 17);
        Client ids = bearer(Set.of("1", "3"), 1, 3);
        revalidation.contentTypes();
        eventually("read", () -> known.types().latest() != null);
        tables.add(new ContentType(3, "a", "z"));
        revalidation.contentTypes();
        names.awaitSees(1, 3, 17);
        tables.remove(1);
        tables.add(new ContentType(11, "a", "x"));
        revalidation.contentTypes();
        names.awaitSees(3, 11, 17);
        assertThat(ids.sees()).isEqualTo(VisibleTypes.of(1, 3).toString());
        assertThat(bearer(Set.of("a.x", "a.z"), 1, 3).sees())
                .as("one that was let in by the list before")
                .isEqualTo(VisibleTypes.of(3, 11).toString());
    }

    @Test
    void those_whom_the_tables_do_not_know_are_left_alone() {
        Client bearer = bearer(Set.of("1"), 1);
        Client client = new Client(7, 1);
        put(7, "pw", false);
        revalidation.users(Set.of("7"), Cause.EVENT);
        client.awaitEnd();
        assertThat(bearer.ended).isEmpty();
        assertThat(bearer.sees()).isEqualTo(VisibleTypes.of(1).toString());
    }
}
