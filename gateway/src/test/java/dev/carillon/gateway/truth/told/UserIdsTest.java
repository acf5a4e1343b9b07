package dev.carillon.gateway.truth.told;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.directory.UserDirectory.KeyForm;
import dev.carillon.gateway.testing.LogLines;
import dev.carillon.protocol.django.PrimaryKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class UserIdsTest {
    private static final KeyForm NUMBERS = new KeyForm() {
        @Override
        public @Nullable PrimaryKey meant(String text) {
            return text.matches("[0-9]+") ? new PrimaryKey.IntegerKey(Long.parseLong(text)) : null;
        }

        @Override
        public String words() {
            return "numbers";
        }
    };

    private final RecordedChanges changes = new RecordedChanges();
    private final LogLines lines = new LogLines(UserIds.class);

    @AfterEach
    void end() {
        lines.close();
    }

    @Test
    void users_are_told_of_in_the_form_that_connections_are_found_by() {
        new UserIds(() -> NUMBERS, changes).users(Set.of("007", "8"), Cause.EVENT);
        assertThat(changes.heard()).containsExactly("users [7, 8] EVENT");
    }

    @Test
    void what_cannot_be_a_key_is_passed_over_with_a_warning_where_the_control_channel_names_it() {
        UserIds ids = new UserIds(() -> NUMBERS, changes);
        ids.users(Set.of("no key"), Cause.EVENT);
        assertThat(lines.messages()).isEmpty();
        for (int i = 0; i < 100; i++) {
            ids.users(Set.of("no key"), Cause.CONTROL);
        }
        ids.users(Set.of("no key", "7"), Cause.CONTROL);
        assertThat(changes.heard()).containsExactly("users [7] CONTROL");
        assertThat(lines.messages()).hasSize(1);
        assertThat(lines.messages().getFirst()).contains("the keys are numbers").doesNotContain("no key");
    }

    @Test
    void while_nobody_knows_what_keys_look_like_it_may_be_anybody() {
        UserIds ids = new UserIds(() -> null, changes);
        ids.users(Set.of(), Cause.CONTROL);
        ids.users(Set.of("7"), Cause.CONTROL);
        assertThat(changes.heard()).containsExactly("everything CONTROL");
    }

    @Test
    void all_else_is_handed_on_as_it_is() {
        UserIds ids = new UserIds(() -> NUMBERS, changes);
        ids.groups(Set.of(2L), Cause.CONTROL);
        ids.sessions(Set.of("k"));
        ids.everything(Cause.GAP);
        ids.contentTypes();
        assertThat(changes.heard())
                .containsExactly("groups [2] CONTROL", "sessions [k]", "everything GAP", "content types");
    }
}
