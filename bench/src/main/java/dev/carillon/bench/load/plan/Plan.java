package dev.carillon.bench.load.plan;

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
    /** The number of the first connection of a process; for {@code processes}, the number of all. */
    public int firstOf(int worker) {
        return (int) ((long) population.connections() * worker / processes);
    }
}
