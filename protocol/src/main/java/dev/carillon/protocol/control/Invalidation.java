package dev.carillon.protocol.control;

import java.util.Set;

/**
 * What has changed in Django's tables and must be read anew.
 *
 * @param users primary keys, as text
 * @param groups primary keys
 * @param sessions keys of Django sessions; secret
 * @param all whether anything may have changed
 */
public record Invalidation(Set<String> users, Set<Long> groups, Set<String> sessions, boolean all) {
    public Invalidation {
        users = Set.copyOf(users);
        groups = Set.copyOf(groups);
        sessions = Set.copyOf(sessions);
    }

    /** Without the sessions' keys. */
    @Override
    public String toString() {
        return "Invalidation[users=" + users + ", groups=" + groups + ", sessions=" + sessions.size() + ", all=" + all
                + "]";
    }
}
