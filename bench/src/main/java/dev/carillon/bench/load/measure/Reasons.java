package dev.carillon.bench.load.measure;

import java.util.SortedMap;
import java.util.TreeMap;

/** How often something happened for which reason; a peer's own words may be among them, so their number is bounded. */
public final class Reasons {
    private static final int MOST = 50;

    private final SortedMap<String, Long> counts = new TreeMap<>();

    public void count(String reason) {
        boolean known = counts.containsKey(reason) || counts.size() < MOST;
        counts.merge(known ? reason : "other reasons", 1L, Long::sum);
    }

    public void addTo(SortedMap<String, Long> sums) {
        counts.forEach((reason, count) -> sums.merge(reason, count, Long::sum));
    }
}
