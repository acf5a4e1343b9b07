package dev.carillon.gateway.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A loop's subscribers by their user, chained through the subscribers themselves: joining and leaving cost the same for the
 * only connection of a user and for one of ten thousand. Confined to the loop.
 */
final class SubscribersOfUsers {
    private final Map<String, Subscriber> newest = new HashMap<>();

    void add(Subscriber subscriber) {
        Subscriber next = newest.put(subscriber.identity().userId(), subscriber);
        subscriber.nextOfUser = next;
        if (next != null) {
            next.previousOfUser = subscriber;
        }
    }

    void remove(Subscriber subscriber) {
        Subscriber previous = subscriber.previousOfUser;
        Subscriber next = subscriber.nextOfUser;
        subscriber.previousOfUser = null;
        subscriber.nextOfUser = null;
        if (next != null) {
            next.previousOfUser = previous;
        }
        if (previous != null) {
            previous.nextOfUser = next;
        } else if (next != null) {
            newest.put(subscriber.identity().userId(), next);
        } else {
            newest.remove(subscriber.identity().userId());
        }
    }

    /** The user's subscribers, the newest first; a copy, so that they may leave meanwhile. */
    List<Subscriber> of(String userId) {
        @Nullable Subscriber each = newest.get(userId);
        if (each == null) {
            return List.of();
        }
        List<Subscriber> all = new ArrayList<>(2);
        for (; each != null; each = each.nextOfUser) {
            all.add(each);
        }
        return all;
    }

    /** A copy. */
    Set<String> users() {
        return Set.copyOf(newest.keySet());
    }
}
