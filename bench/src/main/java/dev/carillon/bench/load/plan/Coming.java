package dev.carillon.bench.load.plan;

/**
 * How clients come and go. Times are nanoseconds.
 *
 * @param rate connections opened a second, by all processes together; 0 for as fast as they can
 * @param atOnce openings under way at most, in all processes together
 * @param patienceNanos how long an opening may take
 * @param settleNanos after its token, by when a client is taken to be subscribed; until then what it does not hear is not
 *     held against the server
 * @param churn reconnects a second, of reading clients
 * @param reset whether those that leave reset the connection instead of closing it
 * @param stormNanos when all leave at once and come back, after the first event's time; negative for never
 */
public record Coming(
        double rate, int atOnce, long patienceNanos, long settleNanos, double churn, boolean reset, long stormNanos) {
    public Coming {
        if (rate < 0 || churn < 0) {
            throw new IllegalArgumentException("a rate cannot be negative");
        }
        if (atOnce < 1) {
            throw new IllegalArgumentException("at least one connection must be allowed to open at once");
        }
    }
}
