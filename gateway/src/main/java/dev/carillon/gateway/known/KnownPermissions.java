package dev.carillon.gateway.known;

import dev.carillon.gateway.access.Permissions;
import dev.carillon.gateway.access.View;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.UserRecord;
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
        return visibleTo(identity, UserLookups.JUST_READ).thenApply(Seen::view);
    }

    @Override
    public CompletionStage<Seen> visibleTo(Identity identity, long asOf) {
        return switch (identity) {
            case Identity.DjangoUser django -> visibleTo(django, asOf);
            case Identity.TokenBearer bearer -> permissions.visibleTo(bearer, asOf);
        };
    }

    private CompletionStage<Seen> visibleTo(Identity.DjangoUser django, long asOf) {
        Seen seen = of(django, asOf, known.recall(django.userId()));
        if (seen != null) {
            lookups.answers().known().increment();
            return CompletableFuture.completedStage(seen);
        }
        return lookups.readOr(() -> read(django, asOf), () -> of(django, asOf, known.recallStale(django.userId())));
    }

    private static @Nullable Seen of(Identity.DjangoUser django, long asOf, @Nullable Facts facts) {
        return facts != null && Facts.sameStanding(facts.user(), django.user())
                ? new Seen(facts.view(), Math.min(asOf, facts.asOf()))
                : null;
    }

    /** A row that is only remembered is read beside: what is seen would else count as no newer than the row. */
    private CompletionStage<Seen> read(Identity.DjangoUser django, long asOf) {
        if (asOf == UserLookups.JUST_READ) {
            return permissions.visibleTo(django, asOf);
        }
        return lookups.anew()
                .userBy(UserRecord.Field.PK, django.userId())
                .thenCombine(permissions.visibleTo(django), (now, view) -> {
                    boolean still = Facts.sameStanding(now.orElse(null), django.user());
                    return new Seen(view, still ? UserLookups.JUST_READ : asOf);
                });
    }
}
