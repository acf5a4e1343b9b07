package dev.carillon.bench.fanout;

import dev.carillon.bench.channels.Loops;
import dev.carillon.bench.channels.MemoryChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The connections of a scene that stop reading while events are delivered, and read on at the end. */
final class SlowChannels {
    private final Loops loops;
    private final List<MemoryChannel> channels = new ArrayList<>();

    SlowChannels(Loops loops) {
        this.loops = loops;
    }

    /** On any loop. */
    synchronized void add(MemoryChannel channel) {
        channels.add(channel);
    }

    /** None of them takes anything from now on. Not on a loop. */
    void stall() {
        onTheirLoops(MemoryChannel::stall);
    }

    /** They take what waits, and all that comes. Not on a loop. */
    void take() {
        onTheirLoops(MemoryChannel::take);
    }

    private synchronized void onTheirLoops(Consumer<MemoryChannel> act) {
        if (!channels.isEmpty()) {
            loops.onEach(loop -> channels.stream()
                    .filter(channel -> channel.eventLoop().equals(loop))
                    .forEach(act));
        }
    }
}
