package dev.carillon.gateway.support;

import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Registry;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.protocol.close.CloseReason;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Closes connections at an operator's wish, each on its own loop. Any thread. */
final class Disconnecting {
    private static final long STEP_MILLIS = 50;
    /** So many a second, over all loops, where nobody says how long it may take: their clients come back as fast. */
    private static final int USUAL_A_SECOND = 1000;

    private final Registry registry;

    Disconnecting(Registry registry) {
        this.registry = registry;
    }

    /** What was begun. */
    record Closing(long connections, Duration over) {}

    /** Closes all of a user's connections; how many, when their close frames are written. */
    CompletionStage<Long> user(Whose whose, Farewell farewell) {
        return EveryLoop.gather(registry.shards(), LoopShard::loop, shard -> {
                    List<Subscriber> subscribers = whose.on(shard);
                    subscribers.forEach(subscriber -> end(subscriber, farewell));
                    return List.of(subscribers.size());
                })
                .thenApply(sizes -> sizes.stream().mapToLong(Integer::longValue).sum());
    }

    /**
     * Begins to close everybody's, evenly over the time; who comes back meanwhile stays. Answers when it has begun.
     *
     * @param over null for the usual pace
     */
    CompletionStage<Closing> everyone(Farewell farewell, @Nullable Duration over) {
        return EveryLoop.gather(registry.shards(), LoopShard::loop, shard -> List.of(new Leaving(shard, farewell)))
                .thenApply(leaving -> {
                    long all = leaving.stream().mapToLong(Leaving::size).sum();
                    Duration span = over != null ? over : Duration.ofMillis(all * 1000 / USUAL_A_SECOND);
                    long steps = Math.max(1, span.toMillis() / STEP_MILLIS);
                    leaving.forEach(each -> each.begin(steps));
                    return new Closing(all, steps == 1 ? Duration.ZERO : span);
                });
    }

    private static void end(Subscriber subscriber, Farewell farewell) {
        if (subscriber.isJoined()) {
            subscriber.end(CloseReason.DISCONNECTED, farewell.code(), farewell.text());
        }
    }

    /**
     * Those of one loop who are to go. Confined to it, but for the beginning. Held weakly: it may take a day, and who has ended
     * meanwhile is not to wait for its turn.
     */
    private static final class Leaving {
        private final LoopShard shard;
        private final Farewell farewell;
        private final Deque<WeakReference<Subscriber>> subscribers = new ArrayDeque<>();
        private final int size;

        /** On the shard's loop. */
        Leaving(LoopShard shard, Farewell farewell) {
            this.shard = shard;
            this.farewell = farewell;
            shard.users()
                    .forEach(user -> shard.subscribersOf(user).stream()
                            .<WeakReference<Subscriber>>map(WeakReference::new)
                            .forEach(subscribers::add));
            this.size = subscribers.size();
        }

        int size() {
            return size;
        }

        void begin(long steps) {
            long perStep = Math.ceilDiv(size, steps);
            shard.loop().execute(() -> step(Math.max(1, perStep), Math.max(1, steps / Math.max(1, size))));
        }

        /** @param pause in steps: where there are fewer to close than steps, not each closes one */
        private void step(long count, long pause) {
            for (long i = 0; i < count && !subscribers.isEmpty(); i++) {
                Subscriber next = subscribers.removeFirst().get();
                if (next != null) {
                    end(next, farewell);
                }
            }
            if (!subscribers.isEmpty()) {
                var _ = shard.loop().schedule(() -> step(count, pause), pause * STEP_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }
}
