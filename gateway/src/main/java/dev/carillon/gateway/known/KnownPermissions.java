package dev.carillon.gateway.known;

import dev.carillon.gateway.access.Permissions;
import dev.carillon.gateway.access.View;
import dev.carillon.gateway.auth.Identity;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Tells what a user sees from what is known to be true of the very same row; else it is worked out from the database. */
public final class KnownPermissions implements Permissions {
    private final Permissions permissions;
    private final KnownUsers known;
    private final KnownLookups lookups;

    public KnownPermissions(Permissions permissions, KnownUsers known, KnownLookups lookups) {
        this.permissions = permissions;
        this.known = known;
        this.lookups = lookups;
    }

    @Override
    public CompletionStage<View> visibleTo(Identity identity) {
        return switch (identity) {
            case Identity.DjangoUser django -> visibleTo(django);
            case Identity.TokenBearer bearer -> permissions.visibleTo(bearer);
        };
    }

    private CompletionStage<View> visibleTo(Identity.DjangoUser django) {
        View view = of(django, known.recall(django.userId()));
        if (view != null) {
            lookups.answers().known().increment();
            return CompletableFuture.completedStage(view);
        }
        return lookups.readOr(
                () -> permissions.visibleTo(django), () -> of(django, known.recallStale(django.userId())));
    }

    private static @Nullable View of(Identity.DjangoUser django, @Nullable Facts facts) {
        return facts != null && Facts.sameStanding(facts.user(), django.user()) ? facts.view() : null;
    }
}
