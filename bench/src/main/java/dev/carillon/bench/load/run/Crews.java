package dev.carillon.bench.load.run;

import dev.carillon.bench.load.account.Published;
import dev.carillon.bench.load.account.Statement;
import dev.carillon.bench.load.client.Crew;
import dev.carillon.bench.load.client.LocalCrew;
import dev.carillon.bench.load.credential.Credentials;
import dev.carillon.bench.load.measure.Counts;
import dev.carillon.bench.load.measure.Effort;
import dev.carillon.bench.load.measure.Snapshot;
import dev.carillon.bench.load.plan.Plan;
import dev.carillon.bench.load.process.RemoteCrew;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All clients of a run, in whatever processes, as one crew. */
public final class Crews implements Crew {
    private final List<Crew> crews = new ArrayList<>();
    private final boolean remote;

    private Crews(boolean remote) {
        this.remote = remote;
    }

    /** In this process where one is enough, else each in its own. */
    public static Crews of(Plan plan, Credentials credentials) throws IOException {
        Crews crews = new Crews(plan.processes() > 1);
        try {
            for (int process = 0; process < plan.processes(); process++) {
                crews.crews.add(
                        crews.remote ? new RemoteCrew(plan, process) : new LocalCrew(plan, process, credentials));
            }
            return crews;
        } catch (IOException | RuntimeException e) {
            crews.close();
            throw e;
        }
    }

    @Override
    public void open() throws IOException {
        for (Crew crew : crews) {
            crew.open();
        }
    }

    @Override
    public Counts counts() throws IOException {
        Counts sum = Counts.NONE;
        for (Crew crew : crews) {
            sum = sum.plus(crew.counts());
        }
        return sum;
    }

    @Override
    public Snapshot snapshot() throws IOException {
        Snapshot sum = crews.getFirst().snapshot();
        for (Crew crew : crews.subList(1, crews.size())) {
            sum = sum.plus(crew.snapshot());
        }
        return remote ? sum.with(sum.effort().plus(Effort.ofThisProcess())) : sum;
    }

    @Override
    public void start(long zero) throws IOException {
        for (Crew crew : crews) {
            crew.start(zero);
        }
    }

    @Override
    public void drain(long events) throws IOException {
        for (Crew crew : crews) {
            crew.drain(events);
        }
    }

    @Override
    public Statement.Sums finish(Published published) throws IOException {
        Statement all = new Statement();
        for (Crew crew : crews) {
            all.add(crew.finish(published));
        }
        return all.sums();
    }

    @Override
    public void close() {
        crews.forEach(Crew::close);
    }
}
