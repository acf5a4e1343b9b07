package dev.carillon.gateway.access;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Very many users see one of few sets: each is kept once. So it takes no memory again, and a registry that looks for a
 * connection's audience meets the very set, instead of comparing as many ids as there are content types. Any thread.
 */
final class SharedViews {
    private static final int MOST = 10_000;

    private final Map<VisibleTypes, VisibleTypes> types = new ConcurrentHashMap<>();
    private final Map<View, View> views = new ConcurrentHashMap<>();

    /** An equal view, the same object for all, of types that are the same object for all; where there are very many, only mostly. */
    View shared(View view) {
        View known = views.get(view);
        return known == null ? once(views, new View(once(types, view.types()), view.groups())) : known;
    }

    private static <T> T once(Map<T, T> all, T one) {
        if (all.size() >= MOST) {
            all.clear();
        }
        T first = all.putIfAbsent(one, one);
        return first == null ? one : first;
    }
}
