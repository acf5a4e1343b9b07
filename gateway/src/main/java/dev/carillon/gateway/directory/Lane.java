package dev.carillon.gateway.directory;

import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.metrics.Sizes;
import dev.carillon.gateway.metrics.Timing;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Look-ups of one kind that wait for their next query, oldest key first; equal keys wait as one. After a query they gather
 * for a moment, the longer the more were in it: a fast database would otherwise be asked for each one by itself when a
 * thousand come in a second. Guarded by the lock of its {@link LookupQueue}.
 */
final class Lane<K, V> {
    /** Keys in a query from which on the next ones gather for the whole time. */
    private static final int MANY = 10;

    /** Asks the database; every key of the batch is in the answer. */
    interface Query<K, V> {
        Map<K, V> ask(Set<K> keys) throws DirectoryException;

        /** For a query that leaves out what there is not. */
        static <K, V> Query<K, Optional<V>> ifFound(Query<K, V> query) {
            return keys -> {
                Map<K, V> rows = query.ask(keys);
                return forAll(keys, key -> Optional.ofNullable(rows.get(key)));
            };
        }

        /** The same, with an answer for what is left out. */
        static <K, V> Query<K, V> orElse(Query<K, V> query, V absent) {
            return keys -> {
                Map<K, V> rows = query.ask(keys);
                return forAll(keys, key -> rows.getOrDefault(key, absent));
            };
        }

        /** For a query that takes one key. */
        static <K, V> Query<K, V> oneByOne(Question<K, V> question) {
            return keys -> {
                Map<K, V> answers = new HashMap<>();
                for (K key : keys) {
                    answers.put(key, question.ask(key));
                }
                return answers;
            };
        }

        private static <K, V> Map<K, V> forAll(Set<K> keys, Function<K, V> answer) {
            Map<K, V> answers = HashMap.newHashMap(keys.size());
            keys.forEach(key -> answers.put(key, answer.apply(key)));
            return answers;
        }
    }

    /** Asks the database for one key. */
    interface Question<K, V> {
        V ask(K key) throws DirectoryException;
    }

    final Query<K, V> query;
    final Timing time;
    final Sizes sizes;
    /** Whether a timer will ask what gathers. */
    boolean wakeUpDue;

    private final int maxBatch;
    private final long gatherNanos;
    private long gatherUntil = System.nanoTime();
    private final LinkedHashMap<K, Set<CompletableFuture<V>>> waiting = new LinkedHashMap<>();

    Lane(String name, int maxBatch, Duration gather, Metrics metrics, Query<K, V> query) {
        this.query = query;
        this.maxBatch = maxBatch;
        this.gatherNanos = gather.toNanos();
        this.time = metrics.timing(Metric.DIRECTORY_QUERY, name);
        this.sizes = metrics.sizes(Metric.DIRECTORY_BATCH, name);
    }

    void add(K key, CompletableFuture<V> waiter) {
        waiting.computeIfAbsent(key, _ -> Collections.newSetFromMap(new IdentityHashMap<>(1)))
                .add(waiter);
    }

    /** Forgets a look-up that no longer waits; its key is not asked when nobody else waits for it. */
    @SuppressWarnings("CollectionUndefinedEquality") // by identity
    boolean remove(K key, CompletableFuture<V> waiter) {
        Set<CompletableFuture<V>> waiters = waiting.get(key);
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

    /** Nanoseconds until what waits should be asked; 0 or less for now. */
    long gathers(long now) {
        return waiting.size() >= maxBatch ? 0 : gatherUntil - now;
    }

    /** The next query's look-ups, which wait here no longer. */
    Batch<K, V> take() {
        Map<K, Set<CompletableFuture<V>>> taken = new LinkedHashMap<>();
        Iterator<Map.Entry<K, Set<CompletableFuture<V>>>> entries =
                waiting.entrySet().iterator();
        while (taken.size() < maxBatch && entries.hasNext()) {
            Map.Entry<K, Set<CompletableFuture<V>>> entry = entries.next();
            taken.put(entry.getKey(), entry.getValue());
            entries.remove();
        }
        gatherUntil = System.nanoTime() + gatherNanos * Math.min(taken.size(), MANY) / MANY;
        return new Batch<>(this, taken);
    }

    /** All that waits. */
    void takeAll(List<Batch<?, ?>> into) {
        while (!isEmpty()) {
            into.add(take());
        }
    }

    /** The look-ups of one query; confined to whoever runs it. */
    record Batch<K, V>(Lane<K, V> lane, Map<K, Set<CompletableFuture<V>>> waiters) {
        int size() {
            return waiters.values().stream().mapToInt(Set::size).sum();
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
            waiters.forEach((key, set) -> set.forEach(waiter -> waiter.complete(answers.get(key))));
        }

        /** Returns how many still waited. */
        int fail(DirectoryException failure) {
            int failed = 0;
            for (Set<CompletableFuture<V>> set : waiters.values()) {
                for (CompletableFuture<V> waiter : set) {
                    failed += waiter.completeExceptionally(failure) ? 1 : 0;
                }
            }
            return failed;
        }
    }
}
