package dev.carillon.bench.load.event;

/**
 * The events that a client may see, counted: its <em>rank</em> is an event's place among those. Since types come in turn,
 * rank and event number follow from each other without a table of events. Immutable; shared by all clients that see the same.
 */
public final class View {
    /** One turn of the types. */
    private final int period;
    /** Which places of a turn are seen. */
    private final int[] seen;
    /** How many places before each place are seen; one more than a turn. */
    private final int[] before;

    View(boolean[] sees) {
        period = sees.length;
        before = new int[period + 1];
        for (int i = 0; i < period; i++) {
            before[i + 1] = before[i] + (sees[i] ? 1 : 0);
        }
        seen = new int[before[period]];
        for (int i = 0; i < period; i++) {
            if (sees[i]) {
                seen[before[i]] = i;
            }
        }
    }

    /** Whether it sees nothing at all. */
    public boolean isBlind() {
        return seen.length == 0;
    }

    public boolean sees(long event) {
        int place = (int) (event % period);
        return before[place + 1] > before[place];
    }

    /** How many of the events before this one are seen; the rank of one that is seen. */
    public long rankOf(long event) {
        return event / period * seen.length + before[(int) (event % period)];
    }

    /** The event with this rank. */
    public long eventOf(long rank) {
        if (seen.length == period) {
            return rank;
        }
        return rank / seen.length * period + seen[(int) (rank % seen.length)];
    }

    /** The share of all events that is seen. */
    public double share() {
        return (double) seen.length / period;
    }
}
