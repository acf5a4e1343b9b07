package dev.carillon.bench.load.plan;

/** How a client reads. */
public enum Role {
    /** All that comes, at once. */
    READING,
    /** A fraction of the bytes that come for it, until the last event is published; then the rest. */
    SLOW,
    /** Nothing, until the last event is published; then all that is there. */
    STALLED;

    /** As it stands in reports. */
    public String label() {
        return switch (this) {
            case READING -> "reading";
            case SLOW -> "slow";
            case STALLED -> "stalled";
        };
    }
}
