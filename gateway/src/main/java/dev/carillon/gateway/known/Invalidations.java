package dev.carillon.gateway.known;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One row of numbers for reads that begin and for changes that are heard of: what was read at a lower number than a change
 * that concerns it may be out of date. Any thread.
 *
 * <p>A change takes its number where it is heard of, before anybody is asked to read anew. So a connection that opens
 * meanwhile either finds the number when it has joined, or is found by those who read anew.
 */
public final class Invalidations {
    /** Beyond that everything counts as out of date: wrong for a moment about many is better than without bound. */
    private static final int MOST = 10_000;
    /** Of sessions that have ended, kept while one of them may still open a connection. */
    private static final int MOST_ENDED = 100_000;

    private final AtomicLong last = new AtomicLong();
    private final Map<String, Long> users = new ConcurrentHashMap<>();
    private final Map<Long, Long> groups = new ConcurrentHashMap<>();
    /** Django never gives a key again, so what has ended stays ended; the oldest ones are needed no more. */
    private final Map<String, Boolean> ended = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_ENDED;
        }
    });

    private volatile long all;

    /** For a read, before it begins. */
    public long next() {
        return last.incrementAndGet();
    }

    public void user(String id) {
        put(users, id);
    }

    public void group(long id) {
        put(groups, id);
    }

    /** A Django session, by its key, has ended. */
    public void session(String key) {
        ended.put(key, true);
    }

    public boolean hasEnded(String session) {
        return ended.containsKey(session);
    }

    public synchronized void everything() {
        // Whoever looks meanwhile must not find less than before.
        all = Long.MAX_VALUE;
        users.clear();
        groups.clear();
        all = next();
    }

    private <K> void put(Map<K, Long> map, K key) {
        if (map.size() >= MOST) {
            everything();
        }
        map.merge(key, next(), Math::max);
    }

    /** Whether something that concerns these facts has changed since they were read, or may have. */
    boolean concern(Facts facts) {
        long asOf = facts.asOf();
        if (all > asOf || users.getOrDefault(facts.userId(), 0L) > asOf) {
            return true;
        }
        if (!groups.isEmpty()) {
            for (Long group : facts.view().groups()) {
                if (groups.getOrDefault(group, 0L) > asOf) {
                    return true;
                }
            }
        }
        return false;
    }
}
