package dev.carillon.bench.load.plan;

/**
 * Who the clients are. Roles are spread evenly over the connections, whose numbers count from 0 through all processes.
 *
 * @param slow share of the connections that read slowly
 * @param stalled share of those that do not read
 * @param slowRate the fraction of what comes for it that a slow one reads
 * @param slowBuffer receive buffer in bytes of those two; 0 leaves it to the system
 */
public record Population(int connections, double slow, double stalled, double slowRate, int slowBuffer) {
    public Population {
        if (connections < 1) {
            throw new IllegalArgumentException("there must be at least one connection");
        }
        if (slow < 0 || stalled < 0 || slow + stalled > 1) {
            throw new IllegalArgumentException("the slow and the stalled together can be at most 100%");
        }
        if (slowRate <= 0 || slowRate >= 1) {
            throw new IllegalArgumentException("the slow must read at a fraction above 0 and below 1");
        }
    }

    public Role roleOf(int connection) {
        double apart = slow + stalled;
        long place = before(connection, apart);
        if (before(connection + 1L, apart) == place) {
            return Role.READING;
        }
        double ofThose = stalled / apart;
        return before(place + 1, ofThose) > before(place, ofThose) ? Role.STALLED : Role.SLOW;
    }

    /** How many of the first so many are of a share; without what binary fractions lose. */
    private static long before(long count, double share) {
        return (long) (count * share + 1e-9);
    }
}
