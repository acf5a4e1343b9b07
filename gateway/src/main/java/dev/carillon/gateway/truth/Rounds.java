package dev.carillon.gateway.truth;

import dev.carillon.gateway.truth.told.Cause;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        int step;

        Round(Cause cause, long now) {
            this.cause = cause;
            this.began = now;
            this.due = now;
        }
    }

    /** A change is heard of: its rounds begin, again if they were under way. */
    void begin(Subject subject, Cause cause, long now) {
        if (rounds.size() >= MOST && !rounds.containsKey(subject)) {
            rounds.clear();
            rounds.put(new Subject.Everything(), new Round(cause, now));
            return;
        }
        rounds.put(subject, new Round(cause, now));
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
        long[] pauses = subject instanceof Subject.Everything ? PAUSES_OF_ALL_MILLIS : PAUSES_MILLIS;
        long pause = TimeUnit.MILLISECONDS.toNanos(pauses[Math.min(round.step++, pauses.length - 1)]);
        round.due = now + Math.min(pause, round.began + LAST_NANOS - now);
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
