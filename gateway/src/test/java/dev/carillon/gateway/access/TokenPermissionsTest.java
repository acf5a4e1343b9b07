package dev.carillon.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.protocol.django.PrimaryKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TokenPermissionsTest {
    private final ContentTypes lookups = new ContentTypes();
    private long now = 1;
    private final TokenPermissions permissions = new TokenPermissions(
            identity -> CompletableFuture.completedStage(view(99)), Map.of("shop.Cart", 6L), lookups, () -> now);

    @Test
    void ids_are_taken_as_they_are_and_nobody_is_asked() {
        assertThat(seen("7", "8", "7", "000009")).isEqualTo(VisibleTypes.of(7, 8, 9));
        assertThat(seen()).isEqualTo(VisibleTypes.of());
        assertThat(lookups.asked).isEmpty();
    }

    @Test
    void names_that_the_configuration_knows_are_taken_from_it_and_nobody_is_asked() {
        assertThat(seen("shop.cart", "shop.Cart", "7")).isEqualTo(VisibleTypes.of(6, 7));
        assertThat(lookups.asked).isEmpty();
        lookups.answerAtOnce = true;
        lookups.types.add(new ContentType(60, "shop", "cart"));
        assertThat(seen("shop.cart", "shop.order")).isEqualTo(VisibleTypes.of(6, 8));
    }

    @Test
    void names_are_resolved_by_one_list_for_all() {
        lookups.answerAtOnce = true;
        assertThat(seen("shop.order", "12")).isEqualTo(VisibleTypes.of(8, 12));
        assertThat(seen("shop.Order", "blog.post")).isEqualTo(VisibleTypes.of(8, 9));
        assertThat(lookups.asked).hasSize(1);
    }

    @Test
    void bearers_of_equal_lists_meet_in_one_object() {
        assertThat(seen("7", "8")).isSameAs(seen("8", "7"));
    }

    @Test
    void names_that_nothing_has_show_nothing() {
        lookups.answerAtOnce = true;
        assertThat(seen("shop.order", "shop.orders", "Shop.order", "order", "", "-7", "7.5", "٧", "shop.order.x"))
                .isEqualTo(VisibleTypes.of(8));
        assertThat(seen("99999999999999999999")).isEqualTo(VisibleTypes.of());
    }

    @Test
    void all_who_come_before_the_list_is_there_share_one_question() {
        List<CompletableFuture<VisibleTypes>> waiting = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            waiting.add(ask("shop.order"));
        }
        assertThat(lookups.asked).hasSize(1);
        lookups.answer();
        assertThat(waiting).allSatisfy(each -> assertThat(each).isCompletedWithValue(VisibleTypes.of(8)));
    }

    @Test
    void an_unknown_name_may_be_a_new_model_so_it_is_looked_for_but_not_by_everybody() {
        lookups.answerAtOnce = true;
        assertThat(seen("shop.order", "shop.new")).isEqualTo(VisibleTypes.of(8));
        assertThat(seen("shop.new")).isEqualTo(VisibleTypes.of());
        assertThat(lookups.asked).hasSize(1);
        lookups.types.add(new ContentType(10, "shop", "new"));
        now += TokenPermissions.PAUSE_NANOS + 1;
        assertThat(seen("shop.new")).isEqualTo(VisibleTypes.of(10));
        assertThat(lookups.asked).hasSize(2);
    }

    @Test
    void names_follow_the_list_whoever_read_it() {
        lookups.answerAtOnce = true;
        assertThat(seen("shop.order", "7")).isEqualTo(VisibleTypes.of(7, 8));
        lookups.types.set(0, new ContentType(18, "shop", "order"));
        lookups.read();
        assertThat(seen("shop.order", "7")).isEqualTo(VisibleTypes.of(7, 18));
        assertThat(lookups.asked).hasSize(2);
    }

    @Test
    void what_a_token_shows_now_is_told_where_the_list_decides_and_there_is_one() {
        assertThat(permissions.now(bearer("shop.order", "7"))).isNull();
        lookups.answerAtOnce = true;
        lookups.read();
        assertThat(permissions.now(bearer("shop.order", "7"))).isEqualTo(VisibleTypes.of(7, 8));
        assertThat(permissions.now(bearer("gone.order"))).isEqualTo(VisibleTypes.of());
        assertThat(permissions.now(bearer("shop.cart", "7"))).isNull();
    }

    @Test
    void without_a_database_names_are_known_once_they_were_known() {
        assertThatThrownBy(() -> {
                    CompletableFuture<VisibleTypes> first = ask("shop.order");
                    lookups.fail(new DirectoryException("down"));
                    first.join();
                })
                .isInstanceOf(CompletionException.class)
                .hasCauseExactlyInstanceOf(DirectoryException.class);
        CompletableFuture<VisibleTypes> second = ask("shop.order");
        lookups.answer();
        assertThat(second).isCompletedWithValue(VisibleTypes.of(8));
        now += TokenPermissions.PAUSE_NANOS + 1;
        CompletableFuture<VisibleTypes> unknown = ask("shop.order", "shop.new");
        lookups.fail(new DirectoryException("down"));
        assertThat(unknown).isCompletedWithValue(VisibleTypes.of(8));
    }

    @Test
    void users_of_the_database_are_asked_of_the_others() {
        UserRecord user = new UserRecord(new PrimaryKey.IntegerKey(7), "ada", null, "", null, true, false);
        assertThat(permissions
                        .visibleTo(new Identity.DjangoUser(user, row -> true, null))
                        .toCompletableFuture())
                .isCompletedWithValue(view(99));
    }

    private VisibleTypes seen(String... types) {
        CompletableFuture<VisibleTypes> seen = ask(types);
        assertThat(seen).isDone();
        return seen.join();
    }

    private static View view(long type) {
        return new View(VisibleTypes.of(type), Set.of());
    }

    private static Identity.TokenBearer bearer(String... types) {
        return new Identity.TokenBearer("7", new HashSet<>(List.of(types)), null);
    }

    private CompletableFuture<VisibleTypes> ask(String... types) {
        return permissions.visibleTo(bearer(types)).thenApply(View::types).toCompletableFuture();
    }

    /** Content types, answered when told to. */
    private static final class ContentTypes implements TokenPermissions.Types {
        final List<ContentType> types =
                new ArrayList<>(List.of(new ContentType(8, "shop", "order"), new ContentType(9, "blog", "post")));
        final List<CompletableFuture<List<ContentType>>> asked = new ArrayList<>();
        boolean answerAtOnce;
        private @Nullable List<ContentType> latest;

        void answer() {
            latest = List.copyOf(types);
            asked.getLast().complete(latest);
        }

        void fail(DirectoryException e) {
            asked.getLast().completeExceptionally(e);
        }

        @Override
        public @Nullable List<ContentType> latest() {
            return latest;
        }

        @Override
        public CompletionStage<List<ContentType>> read() {
            asked.add(new CompletableFuture<>());
            if (answerAtOnce) {
                answer();
            }
            return asked.getLast();
        }
    }
}
