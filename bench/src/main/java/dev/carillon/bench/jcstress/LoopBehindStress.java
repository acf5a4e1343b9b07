package dev.carillon.bench.jcstress;

import dev.carillon.gateway.log.EventLog;
import dev.carillon.gateway.log.LogReader;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The writer never overtakes a loop: it waits while the loop reads, and goes on when it has. */
@JCStressTest
@Outcome(id = "10, 3", expect = Expect.ACCEPTABLE, desc = "The loop read its event, the writer went on.")
@Outcome(expect = Expect.FORBIDDEN, desc = "An event was lost for a whole loop.")
@State
public class LoopBehindStress {
    private final EventLog log = Logs.ofTwo();
    private final LogReader reader = log.open(new Tasks(), () -> {});

    public LoopBehindStress() {
        Logs.append(log, 10);
        Logs.append(log, 11);
    }

    @Actor
    public void writer() {
        Logs.append(log, 12);
    }

    @Actor
    public void loop(II_Result result) {
        result.r1 = Logs.number(log.read(reader.cursor()));
        reader.advance(1);
    }

    @Arbiter
    public void settled(II_Result result) {
        result.r2 = (int) log.tail();
    }
}
