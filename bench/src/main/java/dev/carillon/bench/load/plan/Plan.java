package dev.carillon.bench.load.plan;

import dev.carillon.bench.load.event.Schedule;

/**
 * All that a process needs to know of a run; travels to worker processes as JSON, so it holds no secret but by name of the
 * file that does.
 *
 * @param threads event loops of each process
 * @param processes how many share the connections
 */
public record Plan(
        Target target,
        CredentialSource credentials,
        Population population,
        Traffic traffic,
        Coming coming,
        int threads,
        int processes) {
    private static final int FRAME_HEAD = 4;

    /**
     * What a slow client that may see everything reads in some time.
     *
     * @param running since the first event's time
     * @param nanos how long
     */
    public double slowBytes(long running, long nanos) {
        Schedule schedule = traffic.schedule();
        double bytesPerSecond = schedule.rate(schedule.stepAt(running)) * (traffic.size() + FRAME_HEAD);
        return bytesPerSecond * population.slowRate() * nanos / 1e9;
    }

    /** The number of the first connection of a process; for {@code processes}, the number of all. */
    public int firstOf(int worker) {
        return (int) ((long) population.connections() * worker / processes);
    }
}
