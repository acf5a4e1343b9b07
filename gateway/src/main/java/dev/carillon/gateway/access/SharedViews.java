package dev.carillon.gateway.access;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Very many users see one of few sets: each is kept once. So it takes no memory again, and a registry that looks for a
 * connection's audience meets the very set, instead of comparing as many ids as there are content types. Any thread.
 */
final class SharedViews {
    /** Content types of all sets that are kept: 8 MB. */
    private static final int MOST = 1_000_000;
    /** What a set takes besides, in content types. */
    private static final int HEAD = 20;

    private final AtomicInteger kept = new AtomicInteger();
    private final Map<VisibleTypes, VisibleTypes> types = new ConcurrentHashMap<>();
    private final Map<View, View> views = new ConcurrentHashMap<>();

    /** An equal view: the same object for all, of types that are the same object for all; where there are very many, only mostly. */
    View shared(View view) {
        View known = views.get(view);
        return known == null ? keep(view) : known;
    }

    private View keep(View view) {
        if (kept.addAndGet(view.types().size() + HEAD) > MOST) {
            views.clear();
            types.clear();
            kept.set(0);
        }
        return once(views, new View(once(types, view.types()), view.groups()));
    }

    private static <T> T once(Map<T, T> all, T one) {
        T first = all.putIfAbsent(one, one);
        return first == null ? one : first;
    }
}
