package dev.carillon.gateway.registry;

import dev.carillon.gateway.access.View;
import dev.carillon.gateway.auth.Identity;

/** Told, on its loop, of each connection that has joined, and by what; may move it or end it at once. */
public interface Newcomers {
    /**
     * @param view what it was let in by
     * @param asOf the number that was drawn before anything that it was let in by was read
     */
    void joined(LoopShard shard, Subscriber subscriber, View view, long asOf);

    /**
     * A fresh credential rules a connection that had joined.
     *
     * @param before who it belonged to until now: the same user, by another credential
     */
    void renewed(LoopShard shard, Subscriber subscriber, Identity before, View view, long asOf);
}
