package dev.carillon.bench.fanout;

import dev.carillon.bench.Events;
import dev.carillon.bench.Settings;
import dev.carillon.bench.channels.HotPath;
import dev.carillon.bench.channels.MemoryChannel;
import dev.carillon.gateway.log.EventLog;
import dev.carillon.gateway.registry.AudienceKey;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.channel.EventLoop;

/**
 * A scene served by the gateway's fan-out. Batches have exactly the asked size: between two of them the loops wait for each
 * other, in tasks of their own, while the first appends what all then drain. On one loop there is nothing to wait for.
 */
final class CarillonBed implements AutoCloseable {
    private final HotPath path;
    private final Scene scene;
    private final byte[][] events;
    private final SlowChannels slow;
    private long written;

    CarillonBed(Scene scene) {
        this.scene = scene;
        path = new HotPath(scene.loops(), Settings.defaults());
        slow = new SlowChannels(path.loops());
        events = new byte[scene.types()][];
        for (int type = 1; type <= scene.types(); type++) {
            events[type - 1] = Events.event(type, scene.payload());
        }
        path.loops().onEach(this::connect);
    }

    private void connect(EventLoop loop) {
        for (int i = 0; i < scene.connections(); i++) {
            if (scene.loopOf(i, path.loops().loops()).equals(loop)) {
                AudienceKey key = new AudienceKey(scene.seenBy(i), WireFormat.PLAIN);
                Member member = new Member(path.registry().of(loop), key);
                if (scene.end() == End.SOCKET) {
                    path.loops().openDiscarding(loop, member);
                } else {
                    MemoryChannel channel = path.loops().openInMemory(loop, member);
                    if (scene.isSlow(i)) {
                        slow.add(channel);
                    }
                }
            }
        }
    }

    HotPath path() {
        return path;
    }

    /**
     * Delivers so many events, the slow connections' at the end; returns when all are written. Not on a loop.
     *
     * @param deliveries how many these must be
     */
    void deliver(int events, int batch, long deliveries) {
        if (events % batch != 0) {
            throw new IllegalArgumentException("choose a batch that divides " + events + " events, not " + batch);
        }
        slow.stall();
        new Rounds(path.loops().loops(), events / batch, round -> append(round * batch, batch)).run();
        slow.take();
        written += deliveries;
        path.awaitWritten(written);
    }

    private void append(int first, int count) {
        EventLog log = path.log();
        long now = System.nanoTime();
        for (int event = first; event < first + count; event++) {
            long type = scene.typeOf(event);
            log.append(type, events[(int) type - 1], null, now);
        }
    }

    @Override
    public void close() {
        path.close();
    }
}
