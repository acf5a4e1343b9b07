package dev.carillon.gateway.fanout;

import dev.carillon.gateway.log.Event;
import dev.carillon.gateway.log.EventLog;
import dev.carillon.gateway.log.LogReader;
import dev.carillon.gateway.registry.Audience;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Subscriber;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns what has piled up in the log since the loop's last turn into one buffer for each audience, and writes that buffer to
 * each of its live subscribers: one write a connection, however many events.
 *
 * <p>Under load the batches grow by themselves, and the cost of a delivery falls as the rate rises. At rest a batch holds one
 * event and leaves at once. Confined to one loop.
 */
public final class Fanout implements Runnable {
    /** Payload bytes laid into one batch; an event larger than that is a batch of its own. */
    private static final long BATCH_BYTES = 256 * 1024;
    /** Batches between two looks at the sockets: reading and flushing must not wait for a long queue to drain. */
    private static final int BATCHES_A_TURN = 4;

    private final EventLog log;
    private final LoopShard shard;
    private final LogReader reader;
    private final Delivery delivery;
    private final CatchUp catchUp;
    private final FanoutMetrics metrics;
    private final List<Audience> touched = new ArrayList<>();

    public Fanout(EventLog log, LoopShard shard, SlowConfig slow, FanoutMetrics metrics) {
        this.log = log;
        this.shard = shard;
        this.metrics = metrics;
        this.delivery = new Delivery(shard.counters());
        this.reader = log.open(shard.loop(), this);
        this.catchUp = new CatchUp(log, reader, shard, delivery, slow);
        shard.readParkedBy(catchUp::writable);
    }

    /** Drains the log. A task of the loop, run when the log's writer wakes it. */
    @Override
    public void run() {
        assert shard.loop().inEventLoop();
        reader.drainBegins();
        for (int batch = 0; batch < BATCHES_A_TURN; batch++) {
            long from = reader.cursor();
            long end = log.tail();
            if (from == end) {
                return;
            }
            batch(from, end);
        }
        reader.wake();
    }

    private void batch(long from, long end) {
        long position = from;
        long bytes = 0;
        long oldestNanos = 0;
        while (position < end && bytes < BATCH_BYTES) {
            Event event = log.read(position);
            if (event == null) {
                throw new IllegalStateException("the log overtook its loop at " + position);
            }
            oldestNanos = position == from ? event.receivedNanos() : oldestNanos;
            bytes += event.payload().length;
            sort(event);
            position++;
        }
        reader.advance(position);
        if (!touched.isEmpty()) {
            touched.forEach(this::deliver);
            touched.clear();
            metrics.delivered(System.nanoTime() - oldestNanos);
        }
    }

    private void sort(Event event) {
        List<Audience> audiences = shard.audiencesOf(event.contentTypeId());
        for (int i = 0; i < audiences.size(); i++) {
            Audience audience = audiences.get(i);
            if (audience.batch().isEmpty()) {
                touched.add(audience);
            }
            audience.batch().add(event);
        }
    }

    private void deliver(Audience audience) {
        List<Event> batch = audience.batch();
        int events = batch.size();
        long next = batch.getLast().position() + 1;
        metrics.batch(events);
        audience.advance(events);
        shard.counters().matched.add((long) events * audience.size());
        if (audience.liveCount() > 0) {
            ByteBuf frames = delivery.encode(audience.format(), batch, shard.loop());
            try {
                for (int i = audience.liveCount() - 1; i >= 0; i--) {
                    Subscriber subscriber = audience.live(i);
                    delivery.send(subscriber, frames.retainedDuplicate(), events);
                    if (!subscriber.isWritable()) {
                        shard.park(subscriber, next, System.nanoTime());
                    }
                }
            } finally {
                frames.release();
            }
        }
        batch.clear();
    }

    /** Sheds the parked that are overtaken or too long behind. On the loop, every second or so. */
    public void sweep(long nowNanos) {
        catchUp.sweep(nowNanos);
    }
}
