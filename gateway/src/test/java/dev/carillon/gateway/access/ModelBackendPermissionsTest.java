package dev.carillon.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.Rights;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.protocol.django.PrimaryKey;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules alone; that they are Django's own is held by the fixtures of the user directories. */
final class ModelBackendPermissionsTest {
    private static final List<ContentType> TYPES = List.of(
            new ContentType(3, "shop", "order"),
            new ContentType(1, "shop", "parcel"),
            new ContentType(2, "news", "order"),
            new ContentType(4, "attic", "gone"));

    @Test
    void view_or_change_suffices_and_the_app_label_and_the_case_count() {
        assertThat(visible("shop.view_order")).isEqualTo(VisibleTypes.of(3));
        assertThat(visible("shop.change_parcel", "news.view_order", "news.change_order"))
                .isEqualTo(VisibleTypes.of(1, 2));
        assertThat(visible("shop.add_order", "shop.delete_order", "shop.VIEW_ORDER", "Shop.view_order", "view_order"))
                .isEqualTo(VisibleTypes.of());
    }

    @Test
    void a_superuser_sees_every_type_and_the_inactive_none() {
        assertThat(of(user(true, true), Set.of())).isEqualTo(VisibleTypes.of(1, 2, 3, 4));
        assertThat(of(user(false, true), Set.of("shop.view_order"))).isEqualTo(VisibleTypes.of());
        assertThat(of(user(false, false), Set.of("shop.view_order"))).isEqualTo(VisibleTypes.of());
    }

    @Test
    void a_failed_lookup_is_a_directory_exception_and_not_wrapped() {
        DirectoryException failure = new DirectoryException("down");
        Permissions permissions = new ModelBackendPermissions(new Lookups(Set.of(), failure));
        for (boolean superuser : new boolean[] {true, false}) {
            CompletableFuture<Throwable> seen = new CompletableFuture<>();
            permissions.visibleTo(identity(user(true, superuser))).whenComplete((types, e) -> seen.complete(e));
            assertThat(seen).succeedsWithin(Duration.ofSeconds(30)).isSameAs(failure);
        }
    }

    @Test
    void users_who_see_the_same_meet_in_one_object_also_when_read_anew() {
        ModelBackendPermissions permissions = new ModelBackendPermissions(new Lookups(Set.of("shop.view_order"), null));
        VisibleTypes first = permissions
                .visibleTo(identity(user(true, false)))
                .toCompletableFuture()
                .join()
                .types();
        Rights others = new Rights(Set.of("shop.change_order", "shop.add_parcel"), Set.of(8L));
        assertThat(permissions
                        .view(user(true, false), others, List.copyOf(TYPES))
                        .types())
                .isSameAs(first);
    }

    private static VisibleTypes visible(String... permissions) {
        return of(user(true, false), Set.of(permissions));
    }

    private static VisibleTypes of(UserRecord user, Set<String> permissions) {
        return new ModelBackendPermissions(new Lookups(permissions, null))
                .visibleTo(identity(user))
                .toCompletableFuture()
                .join()
                .types();
    }

    private static Identity identity(UserRecord user) {
        return new Identity.DjangoUser(user, now -> true, null);
    }

    private static UserRecord user(boolean active, boolean superuser) {
        return new UserRecord(new PrimaryKey.IntegerKey(7), "ada", null, "", null, active, superuser);
    }

    private record Lookups(Set<String> granted, @Nullable DirectoryException failure) implements UserLookups {
        @Override
        public CompletionStage<Optional<UserRecord>> user(PrimaryKey key) {
            return CompletableFuture.completedStage(Optional.empty());
        }

        @Override
        public CompletionStage<Optional<UserRecord>> userBy(UserRecord.Field field, String text) {
            return CompletableFuture.completedStage(Optional.empty());
        }

        @Override
        public CompletionStage<Rights> rights(PrimaryKey id) {
            return CompletableFuture.completedStage(new Rights(granted, Set.of()));
        }

        @Override
        public CompletionStage<List<ContentType>> contentTypes() {
            return failure == null ? CompletableFuture.completedStage(TYPES) : CompletableFuture.failedStage(failure);
        }

        @Override
        public CompletionStage<Boolean> recordLogin(
                PrimaryKey id, @Nullable LocalDateTime previous, LocalDateTime now) {
            return CompletableFuture.completedStage(true);
        }
    }
}
