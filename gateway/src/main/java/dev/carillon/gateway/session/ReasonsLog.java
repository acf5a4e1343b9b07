package dev.carillon.gateway.session;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells in the log of what happens again and again: by reason, in one line every ten seconds at most. Any thread. */
final class ReasonsLog {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** More than there are outcomes; of faults each may have words of its own. */
    private static final int MOST_REASONS = 30;

    private static final int LONGEST_REASON = 300;
    private static final String OTHERS = "others";

    private final LongSupplier clock;
    private final Consumer<Map<String, Long>> line;
    private final Map<String, Long> unreported = new TreeMap<>();
    private long next;

    /**
     * @param clock nanoseconds, like {@link System#nanoTime}
     * @param line writes how often each reason has come since the line before
     */
    ReasonsLog(LongSupplier clock, Consumer<Map<String, Long>> line) {
        this.clock = clock;
        this.line = line;
        this.next = clock.getAsLong();
    }

    void add(String reason) {
        Map<String, Long> due = counted(printable(reason));
        if (!due.isEmpty()) {
            line.accept(due);
        }
    }

    /** What is to be told now. */
    private synchronized Map<String, Long> counted(String reason) {
        boolean known = unreported.containsKey(reason) || unreported.size() < MOST_REASONS;
        unreported.merge(known ? reason : OTHERS, 1L, Long::sum);
        long now = clock.getAsLong();
        if (now - next < 0) {
            return Map.of();
        }
        next = now + PAUSE_NANOS;
        Map<String, Long> due = new TreeMap<>(unreported);
        unreported.clear();
        return due;
    }

    /** A server's words may be among it. */
    private static String printable(String reason) {
        String words = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "..." : reason;
        return words.replaceAll("\\p{Cntrl}+", " ");
    }
}
