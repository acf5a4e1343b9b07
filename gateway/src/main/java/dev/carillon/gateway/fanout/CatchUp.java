package dev.carillon.gateway.fanout;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.log.Event;
import dev.carillon.gateway.log.EventLog;
import dev.carillon.gateway.log.LogReader;
import dev.carillon.gateway.loops.Occasionally;
import dev.carillon.gateway.registry.Audience;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.protocol.close.CloseReason;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets parked subscribers read on from the log, at the pace of their own sockets, until they stand where the loop stands;
 * and sheds those whose place the log has passed. Confined to one loop.
 */
final class CatchUp {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);

    /**
     * Payload bytes after which a chunk ends: enough to fill a socket, and little for a slow client to hold. Its last event may
     * be larger.
     */
    private static final long CHUNK_BYTES = 64 * 1024;
    /** Positions of the log looked at for one chunk: of somebody who sees little, most are not theirs. */
    private static final long CHUNK_POSITIONS = 4096;
    /** Chunks before the loop looks at its other connections. */
    private static final int CHUNKS_A_TURN = 16;

    private final EventLog log;
    private final LogReader reader;
    private final LoopShard shard;
    private final Delivery delivery;
    private final SlowConfig config;
    private final Occasionally failures = new Occasionally();
    private final List<Event> chunk = new ArrayList<>();
    /** Events passed over in gathering the chunk, that waited for the subscriber and that it may see no longer. */
    private int revoked;

    CatchUp(EventLog log, LogReader reader, LoopShard shard, Delivery delivery, SlowConfig config) {
        this.log = log;
        this.reader = reader;
        this.shard = shard;
        this.delivery = delivery;
        this.config = config;
    }

    /** A parked subscriber's socket takes bytes again. */
    void writable(Subscriber subscriber) {
        if (subscriber.beginCatchUp()) {
            readOn(subscriber);
        }
    }

    /** Lets one read on that has begun to: for a turn, after which another one comes where there is more. */
    private void readOn(Subscriber subscriber) {
        boolean more = false;
        try {
            more = turn(subscriber);
        } finally {
            // Whatever failed: what stayed here would be sent to the next subscriber, who may not see it.
            chunk.clear();
            if (!more) {
                subscriber.endCatchUp();
            }
        }
        if (more) {
            readOnLater(subscriber);
        }
    }

    /** Until then it counts as reading on, so that neither a sweep nor its socket begins another row of turns. */
    private void readOnLater(Subscriber subscriber) {
        // Scheduled, since tasks that are given at once would run before the sockets are looked at.
        shard.loop().schedule(() -> scheduled(subscriber), 0, TimeUnit.NANOSECONDS);
    }

    private void scheduled(Subscriber subscriber) {
        try {
            readOn(subscriber);
        } catch (Throwable e) {
            // Of what is scheduled Netty tells nobody that it failed.
            failures.run(_ -> LOG.error("a slow connection could not read on; it tries again", e));
        }
    }

    /** Whether there is more to read, and room for it. */
    private boolean turn(Subscriber subscriber) {
        for (int chunks = 0; chunks < CHUNKS_A_TURN; chunks++) {
            if (!canRead(subscriber) || !step(subscriber)) {
                return false;
            }
        }
        return canRead(subscriber);
    }

    private static boolean canRead(Subscriber subscriber) {
        return subscriber.isParked() && subscriber.isWritable();
    }

    /** Sends the next chunk; false when the subscriber was taken out, or there is no memory now. */
    private boolean step(Subscriber subscriber) {
        long end = reader.cursor();
        if (shard.waiting(subscriber) > 0 && log.read(subscriber.cursor()) == null) {
            return overtaken(subscriber);
        }
        Audience audience = shard.audienceOf(subscriber);
        long next = gather(subscriber, audience.types(), end);
        int events = chunk.size();
        if (events == 0) {
            caughtUp(subscriber, next, 0);
        } else {
            ByteBuf frames = delivery.encode(audience.format(), chunk, shard.loop());
            chunk.clear();
            if (frames == null) {
                return false;
            }
            // Before the write, which can end the session: what is sent waits in the log no longer.
            caughtUp(subscriber, next, events);
            try {
                delivery.send(subscriber, subscriber.ready(), frames, events);
            } finally {
                frames.release();
            }
        }
        if (next == end && canRead(subscriber)) {
            shard.resume(subscriber);
        }
        return true;
    }

    private void caughtUp(Subscriber subscriber, long next, int events) {
        if (revoked > 0) {
            shard.revoked(subscriber, revoked);
        }
        shard.caughtUp(subscriber, next, events);
    }

    /**
     * Reads a chunk of what waits for the subscriber, as far as it still may see it; stops early at a place that the log has
     * passed meanwhile. Gives where it stands then: at the end, once all that waited is read, for nothing more is its.
     */
    private long gather(Subscriber subscriber, VisibleTypes now, long end) {
        long position = subscriber.cursor();
        long stop = Math.min(end, position + CHUNK_POSITIONS);
        long waiting = shard.waiting(subscriber);
        long bytes = 0;
        revoked = 0;
        while (waiting > 0 && position < stop && bytes < CHUNK_BYTES) {
            Event event = log.read(position);
            if (event == null) {
                break;
            }
            if (subscriber.sawAt(position, now).contains(event.contentTypeId())) {
                waiting--;
                if (now.contains(event.contentTypeId())) {
                    chunk.add(event);
                    bytes += event.payload().length;
                } else {
                    revoked++;
                }
            }
            position++;
        }
        return waiting == 0 ? end : position;
    }

    /** The log has passed the place of one for whom something waits. False when the policy takes the subscriber out. */
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
        subscriber.end(close);
    }

    void sweep(long nowNanos) {
        long head = log.head();
        for (int i = shard.parkedCount() - 1; i >= 0; i--) {
            Subscriber subscriber = shard.parked(i);
            if (nowNanos - subscriber.parkedNanos() > config.maxBehind().toNanos()) {
                shed(subscriber, ShedReason.BEHIND_TOO_LONG, CloseReason.BEHIND_TOO_LONG);
            } else {
                sweep(subscriber, head);
            }
        }
    }

    private void sweep(Subscriber subscriber, long head) {
        if (shard.waiting(subscriber) == 0) {
            // Events of others must not pass the place of one that has missed nothing.
            shard.caughtUp(subscriber, reader.cursor(), 0);
        }
        if (subscriber.cursor() < head) {
            overtaken(subscriber);
        } else if (subscriber.isWritable() && subscriber.beginCatchUp()) {
            // Where memory was short these are many: each has a task of its own.
            readOnLater(subscriber);
        }
    }
}
