package dev.carillon.gateway.registry;

import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;

/** All loops' shards. Immutable; any thread. */
public final class Registry {
    private final IdentityHashMap<EventLoop, LoopShard> shards = new IdentityHashMap<>();

    public Registry(List<EventLoop> loops) {
        loops.forEach(loop -> shards.put(loop, new LoopShard(loop)));
    }

    /** The shard of a channel's loop. */
    public LoopShard of(EventLoop loop) {
        LoopShard shard = shards.get(loop);
        if (shard == null) {
            throw new IllegalArgumentException("not one of the gateway's loops");
        }
        return shard;
    }

    public Collection<LoopShard> shards() {
        return shards.values();
    }

    /** Sums a published number over the loops. */
    public long sum(ToLongFunction<LoopShard> number) {
        return shards.values().stream().mapToLong(number).sum();
    }

    /** Whether any subscriber takes compressed frames. Any thread; cheap. */
    public boolean anyCompressing() {
        for (LoopShard shard : shards.values()) {
            if (shard.compressingCount() > 0) {
                return true;
            }
        }
        return false;
    }

    /** Who sees an event of a content type, here and now: audiences (counted once over all loops) and connections. */
    public CompletionStage<Match> match(long contentTypeId) {
        CompletableFuture<Match> all = CompletableFuture.completedFuture(new Match(Set.of(), 0));
        for (LoopShard shard : shards.values()) {
            CompletableFuture<Match> part =
                    CompletableFuture.supplyAsync(() -> Match.of(shard.audiencesOf(contentTypeId)), shard.loop());
            all = all.thenCombine(part, Match::plus);
        }
        return all;
    }

    /** How many different audiences there are over all loops. */
    public CompletionStage<Integer> audiences() {
        CompletableFuture<Match> all = CompletableFuture.completedFuture(new Match(Set.of(), 0));
        for (LoopShard shard : shards.values()) {
            all = all.thenCombine(
                    CompletableFuture.supplyAsync(() -> Match.of(shard.audiences()), shard.loop()), Match::plus);
        }
        return all.thenApply(match -> match.audiences().size());
    }

    /** Audiences and the number of their connections. */
    public record Match(Set<AudienceKey> audiences, long connections) {
        static Match of(Collection<Audience> found) {
            Set<AudienceKey> keys = new HashSet<>();
            long connections = 0;
            for (Audience audience : found) {
                keys.add(audience.key());
                connections += audience.size();
            }
            return new Match(keys, connections);
        }

        Match plus(Match other) {
            Set<AudienceKey> keys = new HashSet<>(audiences);
            keys.addAll(other.audiences);
            return new Match(keys, connections + other.connections);
        }
    }
}
