package dev.carillon.gateway.directory;

import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.metrics.Sizes;
import dev.carillon.gateway.metrics.Timing;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Look-ups of one kind that wait for their next query, oldest key first; equal keys wait as one. Guarded by the lock of
 * its {@link BatchedLookups}.
 */
final class Lane<K, V> {
    /** Asks the database; every key of the batch is in the answer. */
    interface Query<K, V> {
        Map<K, V> ask(Set<K> keys) throws DirectoryException;
    }

    final Query<K, V> query;
    final Timing time;
    final Sizes sizes;
    private final int maxBatch;
    private final LinkedHashMap<K, List<CompletableFuture<V>>> waiting = new LinkedHashMap<>();

    Lane(String name, int maxBatch, Metrics metrics, Query<K, V> query) {
        this.query = query;
        this.maxBatch = maxBatch;
        this.time = metrics.timing(Metric.DIRECTORY_QUERY, name);
        this.sizes = metrics.sizes(Metric.DIRECTORY_BATCH, name);
    }

    void add(K key, CompletableFuture<V> waiter) {
        waiting.computeIfAbsent(key, k -> new ArrayList<>(1)).add(waiter);
    }

    /** Forgets a look-up that no longer waits; its key is not asked when nobody else waits for it. */
    boolean remove(K key, CompletableFuture<V> waiter) {
        List<CompletableFuture<V>> waiters = waiting.get(key);
        if (waiters == null || !waiters.remove(waiter)) {
            return false;
        }
        if (waiters.isEmpty()) {
            waiting.remove(key);
        }
        return true;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The next query's look-ups, which wait here no longer. */
    Batch<K, V> take() {
        Map<K, List<CompletableFuture<V>>> taken = new LinkedHashMap<>();
        Iterator<Map.Entry<K, List<CompletableFuture<V>>>> entries =
                waiting.entrySet().iterator();
        while (taken.size() < maxBatch && entries.hasNext()) {
            Map.Entry<K, List<CompletableFuture<V>>> entry = entries.next();
            taken.put(entry.getKey(), entry.getValue());
            entries.remove();
        }
        return new Batch<>(this, taken);
    }

    /** The look-ups of one query; confined to whoever runs it. */
    record Batch<K, V>(Lane<K, V> lane, Map<K, List<CompletableFuture<V>>> waiters) {
        int size() {
            return waiters.values().stream().mapToInt(List::size).sum();
        }

        Map<K, V> ask() throws DirectoryException {
            long start = System.nanoTime();
            try {
                return lane.query.ask(waiters.keySet());
            } finally {
                lane.time.record(System.nanoTime() - start);
                lane.sizes.record(size());
            }
        }

        void answer(Map<K, V> answers) {
            waiters.forEach((key, list) -> list.forEach(waiter -> waiter.complete(answers.get(key))));
        }

        /** Returns how many still waited. */
        int fail(DirectoryException failure) {
            int failed = 0;
            for (List<CompletableFuture<V>> list : waiters.values()) {
                for (CompletableFuture<V> waiter : list) {
                    failed += waiter.completeExceptionally(failure) ? 1 : 0;
                }
            }
            return failed;
        }
    }
}
