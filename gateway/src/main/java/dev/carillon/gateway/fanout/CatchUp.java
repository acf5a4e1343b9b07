package dev.carillon.gateway.fanout;

import dev.carillon.gateway.log.Event;
import dev.carillon.gateway.log.EventLog;
import dev.carillon.gateway.log.LogReader;
import dev.carillon.gateway.registry.Audience;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.protocol.close.CloseReason;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets parked subscribers read on from the log, at the pace of their own sockets, until they stand where the loop stands;
 * and sheds those whose place the log has passed. Confined to one loop.
 */
final class CatchUp {
    /** Payload bytes read for one write: enough to fill a socket, little enough that a slow client holds no more. */
    private static final long CHUNK_BYTES = 64 * 1024;
    /** Writes before the loop looks at its other connections. */
    private static final int CHUNKS_A_TURN = 16;

    private final EventLog log;
    private final LogReader reader;
    private final LoopShard shard;
    private final Delivery delivery;
    private final SlowConfig config;
    private final List<Event> chunk = new ArrayList<>();

    CatchUp(EventLog log, LogReader reader, LoopShard shard, Delivery delivery, SlowConfig config) {
        this.log = log;
        this.reader = reader;
        this.shard = shard;
        this.delivery = delivery;
        this.config = config;
    }

    void writable(Subscriber subscriber) {
        if (!subscriber.beginCatchUp()) {
            return;
        }
        int chunks = 0;
        while (subscriber.isParked() && subscriber.isWritable()) {
            if (chunks++ == CHUNKS_A_TURN) {
                shard.loop().execute(() -> writable(subscriber));
                break;
            }
            if (!step(subscriber)) {
                break;
            }
        }
        subscriber.endCatchUp();
    }

    /** Sends the next chunk; false when the subscriber was taken out. */
    private boolean step(Subscriber subscriber) {
        long from = subscriber.cursor();
        long end = reader.cursor();
        if (from < end && log.read(from) == null) {
            return overtaken(subscriber);
        }
        long next = gather(shard.audienceOf(subscriber), from, end);
        int events = chunk.size();
        if (events > 0) {
            delivery.send(
                    subscriber, delivery.encode(shard.audienceOf(subscriber).format(), chunk, shard.loop()), events);
            chunk.clear();
        }
        shard.caughtUp(subscriber, next, events);
        if (next == end && subscriber.isWritable()) {
            shard.resume(subscriber);
        }
        return true;
    }

    /** Reads a chunk of what the audience sees; stops early at a place that the log has passed meanwhile. */
    private long gather(Audience audience, long from, long end) {
        long position = from;
        long bytes = 0;
        while (position < end && bytes < CHUNK_BYTES) {
            Event event = log.read(position);
            if (event == null) {
                break;
            }
            if (audience.types().contains(event.contentTypeId())) {
                chunk.add(event);
                bytes += event.payload().length;
            }
            position++;
        }
        return position;
    }

    /** False when the policy takes the subscriber out. */
    private boolean overtaken(Subscriber subscriber) {
        if (config.policy() == SlowConfig.Policy.SKIP) {
            shard.skipTo(subscriber, reader.cursor(), ShedReason.OVERTAKEN);
            return true;
        }
        shed(subscriber, ShedReason.OVERTAKEN, CloseReason.TOO_SLOW);
        return false;
    }

    private void shed(Subscriber subscriber, ShedReason reason, CloseReason close) {
        shard.leave(subscriber, reason);
        subscriber.tellShed(close);
    }

    void sweep(long nowNanos) {
        long head = log.head();
        for (int i = shard.parkedCount() - 1; i >= 0; i--) {
            Subscriber subscriber = shard.parked(i);
            if (nowNanos - subscriber.parkedNanos() > config.maxBehind().toNanos()) {
                shed(subscriber, ShedReason.BEHIND_TOO_LONG, CloseReason.BEHIND_TOO_LONG);
            } else if (subscriber.cursor() < head) {
                overtaken(subscriber);
            }
        }
    }
}
