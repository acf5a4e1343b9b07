package dev.carillon.bench.registry;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.registry.Subscriber;
import io.netty.util.collection.LongObjectHashMap;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * The control: connections listed under each content type that they see, as the guide's server does. The lists are hash
 * sets, so that leaving one does not depend on its length. Not thread-safe.
 */
final class PerTypeRegistry {
    private final LongObjectHashMap<Set<Subscriber>> byType = new LongObjectHashMap<>();

    void join(Subscriber subscriber, VisibleTypes types) {
        for (long type : types.toArray()) {
            Set<Subscriber> list = byType.get(type);
            if (list == null) {
                list = Collections.newSetFromMap(new IdentityHashMap<>());
                byType.put(type, list);
            }
            list.add(subscriber);
        }
    }

    void leave(Subscriber subscriber, VisibleTypes types) {
        for (long type : types.toArray()) {
            Set<Subscriber> list = byType.get(type);
            if (list != null) {
                list.remove(subscriber);
            }
        }
    }
}
