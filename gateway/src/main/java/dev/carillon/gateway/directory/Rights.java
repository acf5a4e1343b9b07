package dev.carillon.gateway.directory;

import java.util.Set;

/**
 * What is granted to a user.
 *
 * @param permissions own ones and those of the groups, each as {@code app_label.codename} of its content type
 * @param groups primary keys of all the groups that the user is in, also of those without permissions
 */
public record Rights(Set<String> permissions, Set<Long> groups) {
    public static final Rights NONE = new Rights(Set.of(), Set.of());
}
