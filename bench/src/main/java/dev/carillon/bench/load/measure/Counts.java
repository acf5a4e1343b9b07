package dev.carillon.bench.load.measure;

/**
 * Numbers of some connections at one moment.
 *
 * @param open connections that stand
 * @param opening under way, or waiting for their turn
 * @param subscribed of the open, those that have heard something of this run
 * @param complete of the open, those to which all published events have come
 * @param opened openings that succeeded, ever
 * @param received events of this run, repeated ones too
 * @param foreign messages that are not of this run
 * @param pings answered
 * @param wireBytes taken from sockets
 */
public record Counts(
        long open,
        long opening,
        long subscribed,
        long complete,
        long opened,
        long received,
        long foreign,
        long pings,
        long wireBytes) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0);

    public Counts plus(Counts other) {
        return new Counts(
                open + other.open,
                opening + other.opening,
                subscribed + other.subscribed,
                complete + other.complete,
                opened + other.opened,
                received + other.received,
                foreign + other.foreign,
                pings + other.pings,
                wireBytes + other.wireBytes);
    }
}
