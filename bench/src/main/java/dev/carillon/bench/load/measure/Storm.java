package dev.carillon.bench.load.measure;

/**
 * How those came back that a storm had dropped. Times are nanoseconds after the storm.
 *
 * @param left connections that were dropped
 * @param outside of those, not open again yet
 * @param silent of those that read and see anything, not heard to be subscribed again yet
 * @param openNanos when the last so far was open again
 * @param subscribedNanos when the last so far was heard to be subscribed again
 */
public record Storm(long left, long outside, long silent, long openNanos, long subscribedNanos) {
    public static final Storm NONE = new Storm(0, 0, 0, 0, 0);

    public Storm plus(Storm other) {
        return new Storm(
                left + other.left,
                outside + other.outside,
                silent + other.silent,
                Math.max(openNanos, other.openNanos),
                Math.max(subscribedNanos, other.subscribedNanos));
    }
}
