package dev.carillon.bench.load.frame;

import java.lang.foreign.MemorySegment;

/** An event as it must arrive. Confined to a loop. */
public final class KnownEvent {
    final long number;
    private final long intendedAt;
    private final int step;
    private final byte[] payload;
    private MemorySegment frame;

    KnownEvent(long number, long intendedAt, int step, byte[] payload) {
        this.number = number;
        this.intendedAt = intendedAt;
        this.step = step;
        this.payload = payload;
        this.frame = MemorySegment.ofArray(ServerFrames.text(payload));
    }

    /** On {@link System#nanoTime}. */
    public long intendedAt() {
        return intendedAt;
    }

    public int step() {
        return step;
    }

    /** The whole frame: header and payload. */
    MemorySegment frame() {
        return frame;
    }

    /** Whether these bytes are the payload. */
    public boolean isPayload(MemorySegment in, long at, long length) {
        return length == payload.length
                && MemorySegment.mismatch(in, at, at + length, MemorySegment.ofArray(payload), 0, length) < 0;
    }

    /** The frame turned out to be written otherwise, compressed for instance; the next client's will most likely be, too. */
    public void learn(byte[] otherFrame) {
        frame = MemorySegment.ofArray(otherFrame);
    }
}
