package dev.carillon.bench.load.account;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * The account of some connections. {@code due = received + missing + cut + away}, always.
 *
 * @param due events that were published for them, counted for each connection
 * @param received of those, each counted once
 */
public record Tally(long connections, long due, long received, Unheard unheard, Defects defects) {
    public static final Tally NONE = new Tally(0, 0, 0, new Unheard(0, 0, 0), new Defects(0, 0, 0, 0));

    /**
     * Due and not received.
     *
     * @param missing lost without a word, while the connection stood
     * @param cut while the connection was down because the server had closed it, or it broke
     * @param away while the client had left by itself: whether the server lost any of them cannot be known
     */
    public record Unheard(long missing, long cut, long away) {}

    /**
     * What else is wrong.
     *
     * @param duplicates came again
     * @param outOfOrder came after a later one
     * @param forbidden of a content type that the client must not see
     * @param damaged came, but not as published; the event that it should have been is missing
     */
    public record Defects(long duplicates, long outOfOrder, long forbidden, long damaged) {
        @JsonIgnore
        public boolean isNone() {
            return duplicates == 0 && outOfOrder == 0 && forbidden == 0 && damaged == 0;
        }
    }

    public Tally plus(Tally other) {
        Unheard a = unheard;
        Unheard b = other.unheard;
        Defects c = defects;
        Defects d = other.defects;
        return new Tally(
                connections + other.connections,
                due + other.due,
                received + other.received,
                new Unheard(a.missing + b.missing, a.cut + b.cut, a.away + b.away),
                new Defects(
                        c.duplicates + d.duplicates,
                        c.outOfOrder + d.outOfOrder,
                        c.forbidden + d.forbidden,
                        c.damaged + d.damaged));
    }

    /** Nothing lost, doubled, out of order, forbidden or damaged. */
    @JsonIgnore
    public boolean isClean() {
        return unheard.missing == 0 && defects.isNone();
    }
}
