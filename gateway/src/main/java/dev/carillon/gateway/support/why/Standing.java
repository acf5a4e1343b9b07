package dev.carillon.gateway.support.why;

import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.Provenance;
import dev.carillon.gateway.directory.UserRecord;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the database says now of a user and a content type.
 *
 * @param user null where there is none, or where the database cannot be read
 * @param ways in which they have a permission that lets them see it
 * @param problem why the database cannot be read; null where it was
 */
public record Standing(
        ContentType type,
        @Nullable UserRecord user,
        Set<Provenance> ways,
        @Nullable String problem) {
    public Standing {
        ways = Set.copyOf(ways);
    }

    public boolean isRead() {
        return problem == null;
    }

    /** Whether they may see it, by the database. */
    boolean sees() {
        return user != null && user.active() && (user.superuser() || !ways.isEmpty());
    }

    /** Like shop.order. */
    String typeName() {
        return type.model().isEmpty() ? "content type " + type.id() : type.appLabel() + "." + type.model();
    }
}
