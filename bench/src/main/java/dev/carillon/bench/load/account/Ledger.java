package dev.carillon.bench.load.account;

import dev.carillon.bench.load.event.View;
import org.jspecify.annotations.Nullable;

/**
 * One connection's account through all its stays, exact to the event, in ranks of its {@link View}: every rank below
 * {@link #next} was heard, or is missing, or fell into an absence. Costs nothing for each event that comes in order.
 * Confined to the connection's loop.
 *
 * <p>In a connection's first stay everything is due. In a later one, events are due from the first that is heard, but from
 * {@code dueFrom} at the latest: a server that takes a client back and then sends nothing does lose.
 */
public final class Ledger {
    private long next;
    /** Set between a stay's end and the first event heard in the next one. */
    private @Nullable Absence absence;

    private long dueFrom = Long.MAX_VALUE;
    private @Nullable Ranges missing;
    private @Nullable Ranges away;
    private @Nullable Ranges cut;
    private int duplicates;
    private int outOfOrder;
    private int forbidden;
    private int damaged;
    private int unpublished;

    /** The rank after the highest that came: what should come next. */
    public long next() {
        return next;
    }

    /** Whether the event at {@link #next} is what should come next: not before a later stay's first. */
    public boolean isFollowing() {
        return absence == null;
    }

    /** The event at {@link #next} has come, where it should. */
    public void inOrder() {
        next++;
    }

    /** An event has come, whichever it is; says whether it had not come before. */
    public boolean heard(long rank) {
        if (rank >= next) {
            pass(rank);
            next = rank + 1;
            absence = null;
            return true;
        }
        if (remove(missing, rank)) {
            outOfOrder++;
            return true;
        }
        if (remove(cut, rank) || remove(away, rank)) {
            return true;
        }
        duplicates++;
        return false;
    }

    /** Those before this rank were not heard: lost, or not held against the server. */
    private void pass(long rank) {
        long due = absence == null ? next : Math.clamp(dueFrom, next, rank);
        if (absence == Absence.AWAY) {
            away = append(away, next, due);
        } else if (absence == Absence.CUT) {
            cut = append(cut, next, due);
        }
        missing = append(missing, due, rank);
    }

    private static @Nullable Ranges append(@Nullable Ranges ranges, long from, long to) {
        if (from == to) {
            return ranges;
        }
        Ranges there = ranges == null ? new Ranges() : ranges;
        there.append(from, to);
        return there;
    }

    /** An event came that this client must not see. */
    public void forbidden() {
        forbidden++;
    }

    /** A message came that claims to be an event of this run, and is not what was published. */
    public void damaged() {
        damaged++;
    }

    /** @param dueUntil what is below this rank and did not come is late beyond patience */
    public void left(Absence why, long dueUntil) {
        if (dueUntil > next) {
            pass(dueUntil);
            next = dueUntil;
        }
        absence = why;
        dueFrom = Long.MAX_VALUE;
    }

    /** @param rank the first that is due in any case */
    public void cameBack(long rank) {
        dueFrom = rank;
    }

    /** Whether there is nothing left to wait for: all is there, or none of what is not is owed to one that came back. */
    public boolean isComplete(long ranks) {
        boolean owed = next < ranks && (absence == null || dueFrom < ranks);
        return !owed && size(missing) == 0;
    }

    /**
     * The end: what has not come now does not come.
     *
     * @param ranks how many events there were for this client
     */
    public void close(long ranks) {
        if (next < ranks) {
            pass(ranks);
            next = ranks;
        }
    }

    /** After {@link #close}: this event was never published. */
    public void wasNotPublished(long rank) {
        // One that came all the same stays in the account, as due and heard.
        if (remove(missing, rank) || remove(cut, rank) || remove(away, rank)) {
            unpublished++;
        }
    }

    private static boolean remove(@Nullable Ranges ranges, long rank) {
        return ranges != null && ranges.remove(rank);
    }

    /** After {@link #close}. */
    public Tally tally() {
        long lost = size(missing);
        long whileCut = size(cut);
        long whileAway = size(away);
        long due = next - unpublished;
        return new Tally(
                1,
                due,
                due - lost - whileCut - whileAway,
                new Tally.Unheard(lost, whileCut, whileAway),
                new Tally.Defects(duplicates, outOfOrder, forbidden, damaged));
    }

    private static long size(@Nullable Ranges ranges) {
        return ranges == null ? 0 : ranges.size();
    }

    /** What is wrong, in words and event numbers; null where nothing is. */
    public @Nullable String findings(View view, int mostRanges) {
        Tally tally = tally();
        if (tally.isClean()) {
            return null;
        }
        StringBuilder words = new StringBuilder();
        if (missing != null && missing.size() > 0) {
            words.append("missing ").append(missing.size()).append(" (events ");
            for (int i = 0; i < Math.min(missing.ranges(), mostRanges); i++) {
                long first = view.eventOf(missing.first(i));
                long last = view.eventOf(missing.last(i));
                words.append(i == 0 ? "" : ", ").append(first).append(first == last ? "" : "-" + last);
            }
            words.append(missing.ranges() > mostRanges ? ", ...)" : ")");
        }
        add(words, duplicates, "duplicate");
        add(words, outOfOrder, "out of order");
        add(words, forbidden, "forbidden");
        add(words, damaged, "damaged");
        return words.toString();
    }

    private static void add(StringBuilder words, int count, String what) {
        if (count > 0) {
            words.append(words.isEmpty() ? "" : ", ").append(count).append(' ').append(what);
        }
    }
}
