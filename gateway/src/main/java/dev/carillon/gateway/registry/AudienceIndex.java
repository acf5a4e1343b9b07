package dev.carillon.gateway.registry;

import io.netty.util.collection.LongObjectHashMap;
import java.util.ArrayList;
import java.util.List;

/**
 * A loop's audiences by content type. Each knows its place in the list of each of its types, so that one that closes costs its
 * own types only, and not a search among all who see them: users may be as many audiences as they are. Confined to the loop.
 */
final class AudienceIndex {
    private final LongObjectHashMap<List<Audience>> byType = new LongObjectHashMap<>();

    /** The audiences that see a content type, in no order. */
    List<Audience> of(long contentTypeId) {
        List<Audience> list = byType.get(contentTypeId);
        return list == null ? List.of() : list;
    }

    void add(Audience audience) {
        long[] types = audience.types().toArray();
        for (int i = 0; i < types.length; i++) {
            List<Audience> list = byType.get(types[i]);
            if (list == null) {
                list = new ArrayList<>(2);
                byType.put(types[i], list);
            }
            audience.places[i] = list.size();
            list.add(audience);
        }
    }

    void remove(Audience audience) {
        long[] types = audience.types().toArray();
        for (int i = 0; i < types.length; i++) {
            List<Audience> list = byType.get(types[i]);
            Audience last = list.removeLast();
            if (last != audience) {
                list.set(audience.places[i], last);
                last.places[last.types().indexOf(types[i])] = audience.places[i];
            } else if (list.isEmpty()) {
                byType.remove(types[i]);
            }
        }
    }
}
