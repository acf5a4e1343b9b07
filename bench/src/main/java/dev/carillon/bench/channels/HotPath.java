package dev.carillon.bench.channels;

import dev.carillon.gateway.config.GatewayConfig;
import dev.carillon.gateway.fanout.Fanout;
import dev.carillon.gateway.fanout.SlowConfig;
import dev.carillon.gateway.log.EventLog;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.metrics.Timing;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Registry;
import io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The gateway's log, shards and fan-outs, joined as the gateway joins them, over connections that cost nothing. */
public final class HotPath implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long PAUSE_NANOS = 20_000;

    private final Metrics metrics = new Metrics();
    private final Loops loops;
    private final Registry registry;
    private final EventLog log;

    public HotPath(int loopCount, GatewayConfig config) {
        SlowConfig slow = config.slow();
        loops = new Loops(
                loopCount,
                new WriteBufferWaterMark(
                        slow.lowWatermark().toInt(), slow.highWatermark().toInt()));
        registry = new Registry(loops.loops());
        log = new EventLog(config.log(), metrics.timing(Metric.LOG_WAIT));
        Timing delivery = metrics.timing(Metric.DELIVERY_TIME);
        registry.shards().forEach(shard -> new Fanout(log, shard, slow, delivery));
    }

    public Loops loops() {
        return loops;
    }

    public Registry registry() {
        return registry;
    }

    /** One thread at a time appends to it. */
    public EventLog log() {
        return log;
    }

    public Metrics metrics() {
        return metrics;
    }

    /** Events in all batches so far; a batch of two audiences counts for each. Any thread. */
    public long batchedEvents() {
        return registry.sum(shard -> shard.counters().laid.get());
    }

    /** Any thread. */
    public long batches() {
        return registry.sum(shard -> shard.counters().buffers.get());
    }

    /** Any thread. */
    public long matched() {
        return registry.sum(shard -> shard.counters().matched.get());
    }

    /** Any thread. */
    public long written() {
        return registry.sum(shard -> shard.counters().written.get());
    }

    /** Any thread. */
    public long writtenBytes() {
        return registry.sum(shard -> shard.counters().writtenBytes.get());
    }

    /** Any thread. */
    public long shed() {
        return registry.sum(shard -> shard.counters().shedTotal());
    }

    /** How often connections were parked. Any thread. */
    public long parks() {
        return registry.sum(shard -> shard.counters().parks.get());
    }

    /** Any thread. */
    public long subscribers() {
        return registry.sum(LoopShard::subscriberCount);
    }

    /**
     * Waits until so many deliveries, counted from the beginning, are written.
     *
     * @throws IllegalStateException when others than these were matched, or one was shed, or they do not come
     */
    public void awaitWritten(long deliveries) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while ((written() < deliveries || matched() < deliveries) && shed() == 0 && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        if (written() != deliveries || matched() != deliveries || shed() != 0) {
            throw new IllegalStateException("of " + deliveries + " deliveries " + matched() + " were matched, "
                    + written() + " written, " + shed() + " shed");
        }
    }

    /**
     * Waits until there are so many subscribers.
     *
     * @throws IllegalStateException when for some time none comes or goes
     */
    public void awaitSubscribers(long count) {
        long seen = subscribers();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (seen != count) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("there are " + seen + " subscribers, not " + count);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            long now = subscribers();
            deadline = now == seen ? deadline : System.nanoTime() + LIMIT.toNanos();
            seen = now;
        }
    }

    @Override
    public void close() {
        loops.close();
        metrics.close();
    }
}
