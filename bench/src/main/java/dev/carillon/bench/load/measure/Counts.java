package dev.carillon.bench.load.measure;

/**
 * Numbers of some connections at one moment.
 *
 * @param open connections that stand
 * @param opening under way, or waiting for their turn
 * @param returning clients that have left by themselves and have not been heard to be back
 * @param subscribed of the open, those that have heard something of this run
 * @param complete of the open, those to which all published events have come that are owed
 * @param received events of this run that were to come, each once for each client
 * @param surplus events of this run that came again, or were not to come
 * @param probes that came since the first event's time was told
 * @param foreign messages that are not of this run
 * @param pings answered
 * @param wireBytes taken from sockets
 */
public record Counts(
        long open,
        long opening,
        long returning,
        long subscribed,
        long complete,
        long received,
        long surplus,
        long probes,
        long foreign,
        long pings,
        long wireBytes) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public Counts plus(Counts other) {
        return new Counts(
                open + other.open,
                opening + other.opening,
                returning + other.returning,
                subscribed + other.subscribed,
                complete + other.complete,
                received + other.received,
                surplus + other.surplus,
                probes + other.probes,
                foreign + other.foreign,
                pings + other.pings,
                wireBytes + other.wireBytes);
    }
}
