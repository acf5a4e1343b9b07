package dev.carillon.gateway.truth;

import dev.carillon.gateway.access.TokenPermissions;
import dev.carillon.gateway.access.View;
import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.known.KnownTypes;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Newcomers;
import dev.carillon.gateway.registry.Registry;
import dev.carillon.gateway.registry.Subscriber;

/**
 * What bearers of tokens see follows the content types: a token may list these by name, and a migration may give a name to
 * another id, or to one for the first time. All else about newcomers is another's.
 *
 * <p>No change is missed by a connection that opens meanwhile: its loop either finds it, or has it look at the newest list.
 */
public final class Bearers implements Newcomers {
    private final Registry registry;
    private final TokenPermissions permissions;
    private final Newcomers others;

    public Bearers(Registry registry, TokenPermissions permissions, KnownTypes types, Newcomers others) {
        this.registry = registry;
        this.permissions = permissions;
        this.others = others;
        types.whenChanged(this::typesChanged);
    }

    private void typesChanged() {
        Effect.onEveryLoop(
                registry,
                shard -> shard.users().forEach(user -> shard.subscribersOf(user).forEach(each -> follow(shard, each))));
    }

    /** By the newest list, whatever the one was that the loop is here for. */
    private void follow(LoopShard shard, Subscriber subscriber) {
        if (subscriber.isJoined() && subscriber.identity() instanceof Identity.TokenBearer bearer) {
            VisibleTypes now = permissions.now(bearer);
            if (now != null) {
                shard.move(subscriber, now);
            }
        }
    }

    @Override
    public void joined(LoopShard shard, Subscriber subscriber, View view, long asOf) {
        others.joined(shard, subscriber, view, asOf);
        follow(shard, subscriber);
    }

    @Override
    public void renewed(LoopShard shard, Subscriber subscriber, Identity before, View view, long asOf) {
        others.renewed(shard, subscriber, before, view, asOf);
        follow(shard, subscriber);
    }
}
