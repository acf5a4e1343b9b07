package dev.carillon.gateway.known;

import dev.carillon.gateway.access.View;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.protocol.django.PrimaryKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a user. Immutable.
 *
 * @param user null when there is no such user
 * @param asOf drawn from {@link Invalidations#next} before the first of the reads began
 */
public record Facts(PrimaryKey id, @Nullable UserRecord user, View view, long asOf) {
    public String userId() {
        return id.toString();
    }

    /** Whether they agree in all that decides about a connection; a login changes nothing. */
    boolean agrees(Facts other) {
        return sameStanding(user, other.user) && view.equals(other.view);
    }

    static boolean sameStanding(@Nullable UserRecord one, @Nullable UserRecord other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return one.id().equals(other.id())
                && one.active() == other.active()
                && one.superuser() == other.superuser()
                && one.username().equals(other.username())
                && one.email().equals(other.email())
                && Objects.equals(one.password(), other.password());
    }
}
