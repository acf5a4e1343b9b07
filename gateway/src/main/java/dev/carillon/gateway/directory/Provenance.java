package dev.carillon.gateway.directory;

import org.jspecify.annotations.Nullable;

/**
 * One way in which a user has a permission.
 *
 * @param permission as {@code app_label.codename}
 * @param group through which; null for a permission of the user's own
 */
public record Provenance(String permission, @Nullable Group group) {
    /** @param name null where the groups' table is not read */
    public record Group(String id, @Nullable String name) {}
}
