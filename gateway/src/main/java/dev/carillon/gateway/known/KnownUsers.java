package dev.carillon.gateway.known;

import dev.carillon.gateway.access.View;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.protocol.django.PrimaryKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the users who are connected, and for some time of those who just were. Facts of the connected are kept
 * true by those who read anew ({@code truth}); they serve whoever else connects as the same user without asking again. When
 * the last connection has ended they are good for {@code permissions.remember} more.
 *
 * <p>Any thread. The lock is held for bookkeeping only, and while the loops are handed what has changed: so each loop is
 * handed a user's facts in the order in which they were read.
 */
public final class KnownUsers {
    /** Facts this fresh need not be read anew behind somebody who was let in by them. */
    private static final long FRESH_NANOS = 1_000_000_000L;

    private final PermissionsConfig config;
    private final Duration staleOk;
    private final Invalidations invalidations;
    private final Effect effect;
    private final LongSupplier nanoTime;

    private final Map<String, KnownUser> users = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Turns turns = new Turns();

    /** Is handed what has changed; called under the lock, so it must only pass it on. */
    public interface Effect {
        void changed(List<Facts> facts);
    }

    /**
     * What is known of a user.
     *
     * @param age since it was read
     */
    public record Knowledge(Facts facts, Duration age, int connections) {}

    /** @param staleOk how long after a user's last connection facts serve while the database does not answer */
    public KnownUsers(
            PermissionsConfig config,
            Duration staleOk,
            Invalidations invalidations,
            Effect effect,
            LongSupplier nanoTime) {
        this.config = config;
        this.staleOk = staleOk;
        this.invalidations = invalidations;
        this.effect = effect;
        this.nanoTime = nanoTime;
    }

    /** What is known to be true of a user, to let them in by it; null when they must be read. */
    @Nullable
    Facts recall(String userId) {
        return recall(userId, config.remember(), 2 * config.sweep().toNanos());
    }

    /** The same while the database does not answer; null when nothing may be told of them. */
    @Nullable
    Facts recallStale(String userId) {
        return staleOk.isZero() ? null : recall(userId, staleOk, Long.MAX_VALUE);
    }

    private @Nullable Facts recall(String userId, Duration afterLeaving, long oldestNanos) {
        KnownUser known = users.get(userId);
        if (known == null) {
            return null;
        }
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            Facts facts = known.facts;
            boolean here = known.connections() > 0 || now - known.leftNanos < afterLeaving.toNanos();
            boolean good = here && now - known.readNanos <= oldestNanos;
            return good && !invalidations.concern(facts) ? facts : null;
        } finally {
            lock.unlock();
        }
    }

    /** Whether anything is known of a user. */
    boolean knows(PrimaryKey id) {
        return users.containsKey(id.toString());
    }

    /** For those who ask why. */
    public @Nullable Knowledge knowledge(String userId) {
        KnownUser known = users.get(userId);
        if (known == null) {
            return null;
        }
        lock.lock();
        try {
            return new Knowledge(
                    known.facts, Duration.ofNanos(nanoTime.getAsLong() - known.readNanos), known.connections());
        } finally {
            lock.unlock();
        }
    }

    /**
     * What a connection that has just joined was let in by, and what is known now.
     *
     * @param facts the newest
     * @param doubtful whether the user should be read anew at once
     */
    public record Joined(Facts facts, boolean doubtful) {}

    /**
     * A connection has joined its loop: from now on its user is read anew when they change.
     *
     * @param view what it was let in by
     * @param asOf drawn before anything that it was let in by was read
     */
    public Joined joined(Identity.DjangoUser identity, View view, long asOf) {
        Facts granted = new Facts(identity.user().id(), identity.user(), view, asOf);
        lock.lock();
        try {
            KnownUser known = users.get(identity.userId());
            boolean contradiction = false;
            if (known == null) {
                known = new KnownUser(granted, nanoTime.getAsLong());
                users.put(identity.userId(), known);
            } else {
                contradiction = reconcile(known, granted);
            }
            if (known.connections() == 0) {
                turns.come(known);
            }
            known.setConnections(known.connections() + 1);
            // Only now: a change that is heard of from now on will find this connection.
            return new Joined(known.facts, contradiction || invalidations.concern(known.facts));
        } finally {
            lock.unlock();
        }
    }

    /** True when what is known and what was granted differ, so that one of them is wrong by now. */
    private boolean reconcile(KnownUser known, Facts granted) {
        boolean same = known.facts.agrees(granted);
        if (granted.asOf() > known.facts.asOf()) {
            learn(known, granted);
            if (!same) {
                effect.changed(List.of(granted));
            }
        } else if (nanoTime.getAsLong() - known.readNanos > FRESH_NANOS) {
            // Let in by what is known, or by what was before that.
            turns.soon(known);
        }
        return !same;
    }

    /** A connection has left its loop. */
    public void left(String userId) {
        KnownUser known = users.get(userId);
        if (known == null) {
            return;
        }
        lock.lock();
        try {
            known.setConnections(known.connections() - 1);
            if (known.connections() == 0) {
                known.leftNanos = nanoTime.getAsLong();
                turns.gone(known);
                forget();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Users were read anew. What is newer than known counts; what differs takes effect. */
    public void apply(Collection<Facts> read) {
        lock.lock();
        try {
            List<Facts> changed = new ArrayList<>();
            for (Facts facts : read) {
                KnownUser known = users.get(facts.userId());
                if (known != null && facts.asOf() > known.facts.asOf()) {
                    boolean same = known.facts.agrees(facts);
                    learn(known, facts);
                    if (!same) {
                        changed.add(known.facts);
                    }
                }
            }
            if (!changed.isEmpty()) {
                effect.changed(changed);
            }
        } finally {
            lock.unlock();
        }
    }

    private void learn(KnownUser known, Facts facts) {
        UserRecord before = known.facts.user();
        boolean sameRow = before != null && before.equals(facts.user());
        // The row that is held anyway by those who were let in by it.
        known.facts = new Facts(facts.id(), sameRow ? before : facts.user(), facts.view(), facts.asOf());
        known.readNanos = nanoTime.getAsLong();
        if (known.connections() > 0) {
            turns.connected(known);
        }
    }

    /** The next to be read anew though nobody told of a change: those let in by what was known, then the oldest. */
    public List<PrimaryKey> due(int most) {
        lock.lock();
        try {
            forget();
            long before = nanoTime.getAsLong() - config.sweep().toNanos() / 2;
            return turns.take(most, before).stream()
                    .map(each -> each.facts.id())
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** The user with this primary key, if they are connected. */
    public @Nullable PrimaryKey connected(String userId) {
        lock.lock();
        try {
            KnownUser known = users.get(userId);
            return known == null || known.connections() == 0 ? null : known.facts.id();
        } finally {
            lock.unlock();
        }
    }

    /** Connected users whose view came from one of these groups. */
    public List<PrimaryKey> connectedIn(Set<Long> groups) {
        return connected(known -> known.facts.view().groups().stream().anyMatch(groups::contains));
    }

    public List<PrimaryKey> connected() {
        return connected(known -> true);
    }

    /** Looked for without the lock: there may be very many. */
    private List<PrimaryKey> connected(Predicate<KnownUser> which) {
        List<PrimaryKey> found = new ArrayList<>();
        // The lock was held until now by those who have joined without finding the change that is asked for here.
        if (counts().connected() > 0) {
            for (KnownUser each : users.values()) {
                if (each.connections() > 0 && which.test(each)) {
                    found.add(each.facts.id());
                }
            }
        }
        return found;
    }

    /** How many are connected, how many only remembered; the age of the oldest facts that the connected are served by. */
    public record Counts(int connected, int remembered, Duration oldest) {}

    public Counts counts() {
        lock.lock();
        try {
            KnownUser first = turns.oldest();
            long age = first == null ? 0 : nanoTime.getAsLong() - first.readNanos;
            return new Counts(turns.connectedCount(), turns.goneCount(), Duration.ofNanos(age));
        } finally {
            lock.unlock();
        }
    }

    private void forget() {
        long kept = Math.max(config.remember().toNanos(), staleOk.toNanos());
        long before = nanoTime.getAsLong() - kept;
        for (KnownUser gone = turns.forget(config.maxRemembered(), before);
                gone != null;
                gone = turns.forget(config.maxRemembered(), before)) {
            users.remove(gone.facts.userId());
        }
    }
}
