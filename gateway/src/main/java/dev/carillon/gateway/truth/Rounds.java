package dev.carillon.gateway.truth;

import dev.carillon.gateway.truth.told.Cause;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * When what may have changed is read: at once, and again after pauses that grow. Whoever told of the change may not have
 * committed it yet (Django's admin publishes inside its transaction), and nobody tells when they have. Confined to one
 * thread; time is given in.
 */
final class Rounds {
    /** A change committed later than this is left to the sweep. */
    static final long LAST_NANOS = TimeUnit.SECONDS.toNanos(10);

    static final int MOST = 10_000;
    /** Rounds so close to each other are one. */
    private static final long TOGETHER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final Subject ALL = new Subject.Everything();
    private static final long[] PAUSES_MILLIS = {50, 100, 250, 500};
    private static final long[] PAUSES_OF_ALL_MILLIS = {200, 400, 900, 2500, 6000};

    private final Map<Subject, Round> rounds = new LinkedHashMap<>();

    /** What may have changed. */
    sealed interface Subject {
        record User(String id) implements Subject {}

        record Group(long id) implements Subject {}

        record Everything() implements Subject {}
    }

    /** A subject whose turn it is. */
    record Due(Subject subject, Cause cause) {}

    private static final class Round {
        final Cause cause;
        final long began;
        long due;
        /** When its turn was last; nothing to go by before the first. */
        long last;

        int step;

        Round(Cause cause, long now, long due) {
            this.cause = cause;
            this.began = now;
            this.due = due;
        }
    }

    /**
     * A change is heard of: its rounds begin, again if they were under way. However often it is heard of, two turns of a
     * subject are never closer than the first two.
     */
    void begin(Subject subject, Cause cause, long now) {
        Round before = rounds.get(subject);
        if (before == null && rounds.size() >= MOST) {
            rounds.keySet().retainAll(Set.of(ALL));
            begin(ALL, cause, now);
            return;
        }
        Round round = new Round(cause, now, before == null ? now : again(subject, before, now));
        if (before != null) {
            round.last = before.last;
        }
        rounds.put(subject, round);
    }

    /** When the first turn of rounds is that begin again. */
    private static long again(Subject subject, Round before, long now) {
        if (before.step == 0) {
            return before.due;
        }
        return now + Math.max(0, before.last + pause(subject, 0) - now);
    }

    /** Whose turn it is now. */
    List<Due> due(long now) {
        List<Due> due = new ArrayList<>();
        for (Iterator<Map.Entry<Subject, Round>> each = rounds.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<Subject, Round> entry = each.next();
            Round round = entry.getValue();
            if (round.due - now <= TOGETHER_NANOS) {
                due.add(new Due(entry.getKey(), round.cause));
                if (now - round.began >= LAST_NANOS - TOGETHER_NANOS) {
                    each.remove();
                } else {
                    next(entry.getKey(), round, now);
                }
            }
        }
        return due;
    }

    private static void next(Subject subject, Round round, long now) {
        round.last = now;
        round.due = now + Math.min(pause(subject, round.step++), round.began + LAST_NANOS - now);
    }

    private static long pause(Subject subject, int step) {
        long[] pauses = subject instanceof Subject.Everything ? PAUSES_OF_ALL_MILLIS : PAUSES_MILLIS;
        return TimeUnit.MILLISECONDS.toNanos(pauses[Math.min(step, pauses.length - 1)]);
    }

    /** How long until somebody's turn; negative when there is nobody. */
    long pause(long now) {
        long least = Long.MAX_VALUE;
        for (Round round : rounds.values()) {
            least = Math.min(least, Math.max(0, round.due - now));
        }
        return rounds.isEmpty() ? -1 : least;
    }

    int size() {
        return rounds.size();
    }
}
