package dev.carillon.gateway.known;

import org.jspecify.annotations.Nullable;

/** A user of whom something is known. Written under the lock of {@link KnownUsers}; the volatile fields are read without. */
final class KnownUser {
    volatile Facts facts;
    private volatile int connections;

    /** When the facts were read, and when the last connection ended ({@link System#nanoTime}). */
    long readNanos;

    long leftNanos;

    /** Its place in {@link Turns}. */
    Turns.@Nullable Chain chain;

    @Nullable
    KnownUser previous;

    @Nullable
    KnownUser next;

    KnownUser(Facts facts, long readNanos) {
        this.facts = facts;
        this.readNanos = readNanos;
    }

    int connections() {
        return connections;
    }

    void setConnections(int number) {
        connections = number;
    }
}
