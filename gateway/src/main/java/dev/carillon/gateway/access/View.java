package dev.carillon.gateway.access;

import java.util.Set;

/**
 * What somebody sees, and on whose account.
 *
 * @param groups the groups that were asked for it, by primary key: a change of one may change the view
 */
public record View(VisibleTypes types, Set<Long> groups) {
    public static final View NOTHING = new View(VisibleTypes.of(), Set.of());

    public View {
        groups = Set.copyOf(groups);
    }
}
