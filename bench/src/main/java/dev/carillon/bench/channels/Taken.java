package dev.carillon.bench.channels;

import dev.carillon.gateway.metrics.LoopCounter;

/** What the connections of one loop have taken. Written on the loop, read on any thread. */
final class Taken {
    private final LoopCounter writes = new LoopCounter();
    private final LoopCounter bytes = new LoopCounter();

    void add(int size) {
        writes.add(1);
        bytes.add(size);
    }

    long writes() {
        return writes.get();
    }

    long bytes() {
        return bytes.get();
    }
}
