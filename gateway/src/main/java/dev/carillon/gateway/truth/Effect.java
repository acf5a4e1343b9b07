package dev.carillon.gateway.truth;

import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.known.Facts;
import dev.carillon.gateway.known.KnownUsers;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Registry;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.protocol.close.CloseReason;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was read of users takes effect on their connections: they go on, see something else, or end. On each loop in one task
 * between two batches of events, so that nothing of what they may not see any more goes out afterwards.
 */
public final class Effect implements KnownUsers.Effect {
    private static final Logger LOG = LoggerFactory.getLogger(Effect.class);

    private final Registry registry;

    public Effect(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void changed(List<Facts> facts) {
        onEveryLoop(registry, shard -> facts.forEach(each -> take(shard, each)));
    }

    /** A user's connections that hang on a session end. */
    void ended(String session, String userId) {
        onEveryLoop(registry, shard -> shard.subscribersOf(userId).forEach(each -> end(shard, each, session)));
    }

    /**
     * The store has a session no more on which a user's connections hang. Whose session was to end by now, or is about to,
     * ends by its own lease: it was not revoked, and a fresh token may be under check.
     */
    void gone(String session, String userId) {
        onEveryLoop(registry, shard -> {
            for (Subscriber each : shard.subscribersOf(userId)) {
                if (!SessionWatch.isOver(each.identity().expiresAt())) {
                    end(shard, each, session);
                }
            }
        });
    }

    static void onEveryLoop(Registry registry, Consumer<LoopShard> task) {
        for (LoopShard shard : registry.shards()) {
            try {
                shard.loop().execute(() -> task.accept(shard));
            } catch (RejectedExecutionException e) {
                // The loop has ended, and its connections with it.
            }
        }
    }

    /** A session's end, as its store has it now; null for none. */
    record SessionEnd(
            String session, String userId, @Nullable Instant end) {
        @Override
        public String toString() {
            return "SessionEnd[" + userId + ", " + end + "]";
        }
    }

    /** Sessions end at other times than was known. */
    void moved(List<SessionEnd> ends) {
        onEveryLoop(registry, shard -> ends.forEach(each -> move(shard, each)));
    }

    private static void move(LoopShard shard, SessionEnd moved) {
        for (Subscriber subscriber : shard.subscribersOf(moved.userId)) {
            if (hangsOn(subscriber, moved.session)) {
                subscriber.lasts(moved.end);
            }
        }
    }

    private static void end(LoopShard shard, Subscriber subscriber, String session) {
        if (hangsOn(subscriber, session)) {
            revoke(shard, subscriber);
        }
    }

    private static boolean hangsOn(Subscriber subscriber, String session) {
        return subscriber.isJoined()
                && subscriber.identity() instanceof Identity.DjangoUser identity
                && session.equals(identity.bond().session());
    }

    static void revoke(LoopShard shard, Subscriber subscriber) {
        shard.leave(subscriber, ShedReason.REVOKED);
        subscriber.end(CloseReason.ACCESS_REVOKED);
    }

    private static void take(LoopShard shard, Facts facts) {
        for (Subscriber subscriber : shard.subscribersOf(facts.userId())) {
            try {
                take(shard, subscriber, facts);
            } catch (RuntimeException e) {
                // The facts count as known from now on, so nobody would come back to the others of this batch.
                LOG.error("a change could not take effect on a connection, which ends", e);
                revoke(shard, subscriber);
            }
        }
    }

    /**
     * On the loop. Whoever has left meanwhile is passed over, and so are facts that are older than those which the connection
     * goes by: it may have joined by newer ones while these waited for the loop.
     */
    static void take(LoopShard shard, Subscriber subscriber, Facts facts) {
        if (!subscriber.isJoined()
                || !(subscriber.identity() instanceof Identity.DjangoUser identity)
                || facts.asOf() < subscriber.asOf()) {
            return;
        }
        subscriber.setAsOf(facts.asOf());
        if (!mayStay(identity, facts)) {
            revoke(shard, subscriber);
        } else {
            shard.move(subscriber, facts.view().types());
        }
    }

    private static boolean mayStay(Identity.DjangoUser identity, Facts facts) {
        UserRecord user = facts.user();
        try {
            return user != null && user.active() && identity.bond().holds(user);
        } catch (RuntimeException e) {
            LOG.error("whether a credential still stands cannot be told; its connection ends", e);
            return false;
        }
    }
}
