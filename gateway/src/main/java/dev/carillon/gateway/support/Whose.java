package dev.carillon.gateway.support;

import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Subscriber;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose connections a request is about.
 *
 * @param key of a user of the tables, in its one form; null where no user there can be meant
 * @param subjects of tokens that list themselves what their bearers see. They are whatever their issuer calls people by, so
 *     somebody who was named by their login name in the tables is none of them
 */
record Whose(@Nullable String key, Set<String> subjects) {
    Whose {
        subjects = Set.copyOf(subjects);
    }

    /** Of a user who was named by their login name. */
    static Whose of(UserRecord user) {
        return new Whose(user.id().toString(), Set.of());
    }

    /** On the shard's loop; a copy. */
    List<Subscriber> on(LoopShard shard) {
        return ids().stream()
                .flatMap(id -> shard.subscribersOf(id).stream())
                .filter(subscriber ->
                        includes(subscriber.identity().userId(), subscriber.identity() instanceof Identity.TokenBearer))
                .toList();
    }

    /** By {@link Identity#userId}; some of theirs may be others'. */
    Set<String> ids() {
        Set<String> ids = new HashSet<>(subjects);
        if (key != null) {
            ids.add(key);
        }
        return ids;
    }

    /** @param byToken whether the token itself lists what they see */
    boolean includes(String userId, boolean byToken) {
        return byToken ? subjects.contains(userId) : userId.equals(key);
    }
}
