package dev.carillon.gateway.known;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to be read anew, and whose to be forgotten. Each user stands in one of three chains; taking a place and
 * leaving it cost the same for any number of users. Guarded by the lock of {@link KnownUsers}.
 */
final class Turns {
    /** Let in by what was known, to be read anew soon. */
    private final Chain soon = new Chain();
    /** Connected, those whose facts are oldest first. */
    private final Chain connected = new Chain();
    /** Not connected any more, those who left first first. */
    private final Chain gone = new Chain();

    void soon(KnownUser user) {
        soon.addLast(user);
    }

    /** The user has just been read, or has come. */
    void connected(KnownUser user) {
        connected.addLast(user);
    }

    void come(KnownUser user) {
        if (user.chain != soon) {
            connected.addLast(user);
        }
    }

    void gone(KnownUser user) {
        gone.addLast(user);
    }

    /** Those let in by what was known, then those read before a time; they go to the end, lest they be taken twice. */
    List<KnownUser> take(int most, long readBeforeNanos) {
        List<KnownUser> taken = new ArrayList<>();
        for (KnownUser first = soon.first; first != null && taken.size() < most; first = soon.first) {
            connected.addLast(first);
            taken.add(first);
        }
        int left = connected.size - taken.size();
        for (KnownUser first = connected.first; left > 0 && taken.size() < most && first != null; left--) {
            if (first.readNanos - readBeforeNanos > 0) {
                break;
            }
            connected.addLast(first);
            taken.add(first);
            first = connected.first;
        }
        return taken;
    }

    /** The next to be forgotten: one above that number, or gone before a time; null for none. */
    @Nullable
    KnownUser forget(int most, long goneBeforeNanos) {
        KnownUser first = gone.first;
        if (first == null || (gone.size <= most && first.leftNanos - goneBeforeNanos > 0)) {
            return null;
        }
        gone.remove(first);
        return first;
    }

    @Nullable
    KnownUser oldest() {
        return connected.first;
    }

    int connectedCount() {
        return soon.size + connected.size;
    }

    int goneCount() {
        return gone.size;
    }

    /** Users, chained through themselves. */
    static final class Chain {
        private @Nullable KnownUser first;
        private @Nullable KnownUser last;
        private int size;

        /** Takes the user out of the chain where they are, if any, and puts them at the end of this one. */
        private void addLast(KnownUser user) {
            if (user.chain != null) {
                user.chain.remove(user);
            }
            user.chain = this;
            user.previous = last;
            if (last == null) {
                first = user;
            } else {
                last.next = user;
            }
            last = user;
            size++;
        }

        private void remove(KnownUser user) {
            KnownUser before = user.previous;
            KnownUser after = user.next;
            if (before == null) {
                first = after;
            } else {
                before.next = after;
            }
            if (after == null) {
                last = before;
            } else {
                after.previous = before;
            }
            user.previous = null;
            user.next = null;
            user.chain = null;
            size--;
        }
    }
}
