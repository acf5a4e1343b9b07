package dev.carillon.gateway.demo;

import dev.carillon.protocol.django.PrimaryKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user of the sample site, in words for the page; what they really may see stands in {@code site.sql}.
 *
 * @param group through which they have their permissions; null for permissions of their own
 */
record SampleUser(
        PrimaryKey id,
        String username,
        String about,
        @Nullable Long group) {
    static final List<SampleUser> ALL = List.of(
            new SampleUser(new PrimaryKey.IntegerKey(1), "root", "Superuser", null),
            new SampleUser(new PrimaryKey.IntegerKey(2), "edith", "Editor, by permissions of her own", null),
            new SampleUser(new PrimaryKey.IntegerKey(3), "victor", "Viewer, by the group Logistics", 1L),
            new SampleUser(new PrimaryKey.IntegerKey(4), "nora", "In no group", null));

    /** @throws IllegalArgumentException if there is none */
    static SampleUser of(PrimaryKey id) {
        return ALL.stream()
                .filter(user -> user.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no sample user " + id));
    }
}
