package dev.carillon.bench.jcstress;

import dev.carillon.gateway.log.EventLog;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A reader sees an event wholly or not at all; and wholly once the tail has passed it. */
@JCStressTest
@Outcome(id = "0, -1", expect = Expect.ACCEPTABLE, desc = "Not there yet.")
@Outcome(id = "0, 7", expect = Expect.ACCEPTABLE, desc = "There, though the tail has not passed it.")
@Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "There.")
@Outcome(expect = Expect.FORBIDDEN, desc = "In pieces, or missing below the tail.")
@State
public class AppendStress {
    private final EventLog log = Logs.ofTwo();

    @Actor
    public void writer() {
        Logs.append(log, 7);
    }

    @Actor
    public void reader(II_Result result) {
        result.r1 = (int) log.tail();
        result.r2 = Logs.number(log.read(0));
    }
}
