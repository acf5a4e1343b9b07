package dev.carillon.gateway.fanout;

import dev.carillon.gateway.log.Event;
import dev.carillon.gateway.log.EventLog;
import dev.carillon.gateway.log.LogReader;
import dev.carillon.gateway.loops.Occasionally;
import dev.carillon.gateway.metrics.Timing;
import dev.carillon.gateway.registry.Audience;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Subscriber;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.unix.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what has piled up in the log since the loop's last turn into one buffer for each audience, and writes that buffer to
 * each of its live subscribers: one write a connection, however many events.
 *
 * <p>Under load the batches grow by themselves, and the cost of a delivery falls as the rate rises. At rest a batch holds one
 * event and leaves at once. Confined to one loop.
 */
public final class Fanout implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Fanout.class);

    /** Payload bytes after which a batch ends: its last event may be larger. */
    private static final long BATCH_BYTES = 256 * 1024;
    /** Events noted in audiences, in each that sees one, after which a batch ends: 4 bytes each. */
    private static final int BATCH_NOTES = 1 << 20;
    /** Batches between two looks at the sockets, which must not wait until a long queue is drained; */
    private static final int BATCHES_A_TURN = 4;
    /** and the time after which there is no further one. A batch itself takes as long as its writes: it has one for each connection. */
    private static final long TURN_NANOS = 10_000_000;
    /**
     * Subscribers looked at in advance: more than the processor fetches at a time, and few enough to stay in its cache until they
     * are sent to.
     */
    private static final int LOOKS = 16;

    private final EventLog log;
    private final LoopShard shard;
    private final LogReader reader;
    private final Delivery delivery;
    private final CatchUp catchUp;
    private final Timing times;
    private final Occasionally failures = new Occasionally();
    private final @Nullable Socket[] ready = new Socket[LOOKS];
    private final List<Event> gathered = new ArrayList<>();
    private final List<Event> seen = new ArrayList<>();
    private final List<Audience> touched = new ArrayList<>();

    /** @param times takes how long each batch took, from the receipt of its oldest event */
    public Fanout(EventLog log, LoopShard shard, SlowConfig slow, Timing times) {
        this(log, shard, slow, times, PooledByteBufAllocator.DEFAULT);
    }

    Fanout(EventLog log, LoopShard shard, SlowConfig slow, Timing times, ByteBufAllocator allocator) {
        this.log = log;
        this.shard = shard;
        this.times = times;
        this.delivery = new Delivery(shard.counters(), allocator);
        this.reader = log.open(shard.loop(), this);
        this.catchUp = new CatchUp(log, reader, shard, delivery, slow);
        shard.readParkedBy(catchUp::writable, this::position);
    }

    /** Drains the log, some batches at a time. A task of the loop, run when the log's writer wakes it. */
    @Override
    public void run() {
        assert shard.loop().inEventLoop();
        try {
            turn();
        } catch (Throwable e) {
            // Of what is scheduled, as most turns are, Netty tells nobody that it failed.
            failures.run(_ -> LOG.error("a turn of the fan-out failed; the next one goes on", e));
        } finally {
            reader.turnEnds();
            delivery.dropSpare();
        }
    }

    private void turn() {
        long began = System.nanoTime();
        int batches = 0;
        while (reader.cursor() < log.tail() && batches < BATCHES_A_TURN) {
            batch(reader.cursor(), log.tail());
            batches = System.nanoTime() - began < TURN_NANOS ? batches + 1 : BATCHES_A_TURN;
        }
    }

    /** What one audience's failure leaves behind must not stop the others, nor stay uncounted. */
    private void deliverOrPark(Audience audience) {
        long before = audience.ordinal();
        try {
            deliver(audience);
        } catch (RuntimeException e) {
            failures.run(_ -> LOG.error("a batch did not reach all of an audience; its live connections catch up", e));
            if (audience.ordinal() == before) {
                parkAll(audience, eventsOf(audience).getFirst().position());
                count(audience);
            }
        }
    }

    private void batch(long from, long end) {
        try {
            long oldestNanos = gather(from, end);
            if (!touched.isEmpty()) {
                touched.forEach(this::deliverOrPark);
                times.record(System.nanoTime() - oldestNanos);
            }
        } finally {
            // Whatever failed: what stayed here would be taken for the next batch's.
            touched.forEach(Audience::clearBatch);
            touched.clear();
            gathered.clear();
            seen.clear();
        }
    }

    /** Lays the next events into the batches of their audiences; gives when the first of them came. */
    private long gather(long from, long end) {
        long position = from;
        long bytes = 0;
        long notes = 0;
        long oldestNanos = 0;
        while (position < end && bytes < BATCH_BYTES && notes < BATCH_NOTES) {
            Event event = log.read(position);
            if (event == null) {
                throw new IllegalStateException("the log overtook its loop at " + position);
            }
            oldestNanos = position == from ? event.receivedNanos() : oldestNanos;
            bytes += event.payload().length;
            notes += sort(event);
            position++;
        }
        reader.advance(position);
        return oldestNanos;
    }

    /** Notes an event in the audiences that see it; gives how many those are. */
    private int sort(Event event) {
        int index = gathered.size();
        gathered.add(event);
        List<Audience> audiences = shard.audiencesOf(event.contentTypeId());
        for (int i = 0; i < audiences.size(); i++) {
            Audience audience = audiences.get(i);
            if (audience.batchSize() == 0) {
                touched.add(audience);
            }
            audience.addToBatch(index);
        }
        return audiences.size();
    }

    /** The events of the batch that an audience sees, until those of another one are asked for. */
    private List<Event> eventsOf(Audience audience) {
        if (audience.batchSize() == gathered.size()) {
            return gathered;
        }
        seen.clear();
        for (int i = 0; i < audience.batchSize(); i++) {
            seen.add(gathered.get(audience.batchEvent(i)));
        }
        return seen;
    }

    private void deliver(Audience audience) {
        List<Event> batch = eventsOf(audience);
        ByteBuf frames = audience.liveCount() > 0 ? delivery.encode(audience.format(), batch, shard.loop()) : null;
        if (frames == null) {
            parkAll(audience, batch.getFirst().position());
        }
        count(audience);
        if (frames != null) {
            shard.counters().buffers.add(1);
            shard.counters().laid.add(batch.size());
            try {
                send(audience, frames, batch);
            } finally {
                delivery.done(frames);
            }
        }
    }

    private void count(Audience audience) {
        int events = audience.batchSize();
        audience.advance(events);
        shard.counters().matched.add((long) events * audience.size());
    }

    /** Without memory for the batch, those who should get it stay before it, and catch up in smaller pieces. */
    private void parkAll(Audience audience, long position) {
        for (int i = audience.liveCount() - 1; i >= 0; i--) {
            shard.park(audience.live(i), position, System.nanoTime());
        }
    }

    private void send(Audience audience, ByteBuf frames, List<Event> batch) {
        int events = batch.size();
        long next = batch.getLast().position() + 1;
        int known = 0;
        int used = 0;
        int i = audience.liveCount() - 1;
        try {
            for (; i >= 0; i--) {
                if (used == known) {
                    known = look(audience, i);
                    used = 0;
                }
                Subscriber subscriber = audience.live(i);
                if (!delivery.send(subscriber, ready[used++], frames, events)) {
                    // A failed write can have ended its session meanwhile; what was looked at before is not relied on.
                    used = known;
                    if (subscriber.isJoined() && !subscriber.isWritable()) {
                        shard.park(subscriber, next, System.nanoTime());
                    }
                }
            }
        } catch (RuntimeException e) {
            parkUnreached(audience, i, batch);
            throw e;
        }
    }

    /** Below the index nobody has been sent the batch, which is counted as matched already: for them it waits in the log. */
    private void parkUnreached(Audience audience, int index, List<Event> batch) {
        long first = batch.getFirst().position();
        for (int i = index - 1; i >= 0; i--) {
            Subscriber subscriber = audience.live(i);
            shard.park(subscriber, first, System.nanoTime());
            shard.caughtUp(subscriber, first, -batch.size());
        }
    }

    /**
     * Looks whether the next subscribers are ready, from this one down to the first that is not; gives how many it looked at.
     * Their objects are rarely in the processor's cache: of many at once it fetches several at a time, which it cannot when a send
     * lies between.
     */
    private int look(Audience audience, int from) {
        int count = 0;
        @Nullable Socket socket;
        do {
            socket = audience.live(from - count).ready();
            ready[count++] = socket;
        } while (socket != null && count < ready.length && count <= from);
        return count;
    }

    /** Position of the next event that the loop has not read. Any thread. */
    long position() {
        return reader.cursor();
    }

    /** Sheds the parked that are overtaken or too long behind, and lets the others try again. On the loop, with each sweep. */
    public void sweep(long nowNanos) {
        assert shard.loop().inEventLoop();
        catchUp.sweep(nowNanos);
    }
}
