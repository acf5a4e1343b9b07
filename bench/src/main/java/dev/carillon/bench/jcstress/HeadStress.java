package dev.carillon.bench.jcstress;

import dev.carillon.gateway.log.EventLog;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Where the head has passed, nothing is found any more: a parked connection that is overtaken stays so. */
@JCStressTest
@Outcome(id = "0, 10", expect = Expect.ACCEPTABLE, desc = "Not overtaken.")
@Outcome(id = "0, -1", expect = Expect.ACCEPTABLE, desc = "Overtaken; the head is about to pass.")
@Outcome(id = "1, -1", expect = Expect.ACCEPTABLE, desc = "Overtaken.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Overtaken, and yet something there.")
@State
public class HeadStress {
    private final EventLog log = Logs.ofTwo();

    public HeadStress() {
        Logs.append(log, 10);
        Logs.append(log, 11);
    }

    @Actor
    public void writer() {
        Logs.append(log, 12);
    }

    @Actor
    public void parked(II_Result result) {
        result.r1 = (int) log.head();
        result.r2 = Logs.number(log.read(0));
    }
}
