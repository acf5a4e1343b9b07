package dev.carillon.gateway.session;

import dev.carillon.gateway.access.View;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Subscriber;

/** Told of each connection that has joined, on its loop; may move it or end it at once. */
public interface Newcomers {
    /**
     * @param view what it was let in by
     * @param asOf what {@link SessionOpener} drew before it looked anything up
     */
    void joined(LoopShard shard, Subscriber subscriber, View view, long asOf);
}
