package dev.carillon.gateway.access;

import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.Rights;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.stages.Failures;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What {@code has_perm} of {@code django.contrib.auth.backends.ModelBackend} answers for {@link ViewOrChange} of every
 * content type: nothing for the inactive, everything for superusers, else plain,
 * case-sensitive membership of {@code app_label.codename}, on whichever model of that app the permission hangs.
 *
 * <p>Any thread.
 */
public final class ModelBackendPermissions implements Permissions {
    private final UserLookups lookups;
    private final SharedViews views = new SharedViews();
    private volatile @Nullable CodenamesOfTypes latest;

    public ModelBackendPermissions(UserLookups lookups) {
        this.lookups = lookups;
    }

    @Override
    public CompletionStage<View> visibleTo(Identity identity) {
        return switch (identity) {
            case Identity.DjangoUser django -> visibleTo(django.user());
            case Identity.TokenBearer bearer -> CompletableFuture.completedStage(View.NOTHING);
        };
    }

    private CompletionStage<View> visibleTo(UserRecord user) {
        if (!user.active()) {
            return CompletableFuture.completedStage(View.NOTHING);
        }
        CompletionStage<Rights> rights =
                user.superuser() ? CompletableFuture.completedStage(Rights.NONE) : lookups.rights(user.id());
        return Failures.withoutWrapping(
                rights.thenCombine(lookups.contentTypes(), (granted, types) -> view(user, granted, types)));
    }

    /** The same from what has been read already. */
    public View view(UserRecord user, Rights rights, List<ContentType> types) {
        if (!user.active()) {
            return View.NOTHING;
        }
        return views.shared(
                user.superuser()
                        ? new View(all(types), Set.of())
                        : new View(granted(rights.permissions(), types), rights.groups()));
    }

    private static VisibleTypes all(List<ContentType> types) {
        return VisibleTypes.of(types.stream().mapToLong(ContentType::id).toArray());
    }

    @SuppressWarnings("ReferenceEquality") // the very list, from the same query
    private VisibleTypes granted(Set<String> permissions, List<ContentType> types) {
        CodenamesOfTypes names = latest;
        if (names == null || names.types != types) {
            names = new CodenamesOfTypes(types);
            latest = names;
        }
        return names.granted(permissions);
    }

    /** The names that {@code has_perm} would be asked for; made once for all users whose look-ups shared a query. */
    private static final class CodenamesOfTypes {
        final List<ContentType> types;
        private final List<List<String>> sufficient;

        CodenamesOfTypes(List<ContentType> types) {
            this.types = types;
            this.sufficient = types.stream().map(ViewOrChange::of).toList();
        }

        VisibleTypes granted(Set<String> permissions) {
            long[] ids = new long[sufficient.size()];
            int n = 0;
            for (int i = 0; i < ids.length; i++) {
                if (sufficient.get(i).stream().anyMatch(permissions::contains)) {
                    ids[n++] = types.get(i).id();
                }
            }
            return VisibleTypes.of(Arrays.copyOf(ids, n));
        }
    }
}
