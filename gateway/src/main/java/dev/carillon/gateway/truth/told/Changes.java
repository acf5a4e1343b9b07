package dev.carillon.gateway.truth.told;

import java.util.Set;

/** Told what has changed in Django's tables, or may have. Any thread; must not wait. */
public interface Changes {
    /** @param ids primary keys, as text */
    void users(Set<String> ids, Cause cause);

    /** @param ids primary keys */
    void groups(Set<Long> ids, Cause cause);

    /** @param keys of Django's sessions that have ended; secret */
    void sessions(Set<String> keys);

    /** Anything may have changed. */
    void everything(Cause cause);

    /** There is a content type of which nothing is known. */
    void contentTypes();
}
