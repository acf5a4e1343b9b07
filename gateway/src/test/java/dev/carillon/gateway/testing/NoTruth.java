package dev.carillon.gateway.testing;

import dev.carillon.gateway.access.View;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Newcomers;
import dev.carillon.gateway.registry.Subscriber;

/** For sessions whose users never change. */
public final class NoTruth implements Newcomers {
    @Override
    public void joined(LoopShard shard, Subscriber subscriber, View view, long asOf) {}

    @Override
    public void renewed(LoopShard shard, Subscriber subscriber, Identity before, View view, long asOf) {}
}
