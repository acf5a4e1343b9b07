package dev.carillon.gateway.known;

import dev.carillon.gateway.access.View;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Very many users see one of few sets: each is kept once. Any thread. */
final class SharedViews {
    private static final int MOST = 10_000;

    private final Map<View, View> views = new ConcurrentHashMap<>();

    /** An equal view, the same object for all; where there are very many, only mostly. */
    View shared(View view) {
        if (views.size() > MOST) {
            views.clear();
        }
        View first = views.putIfAbsent(view, view);
        return first == null ? view : first;
    }
}
