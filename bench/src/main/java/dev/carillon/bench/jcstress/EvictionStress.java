package dev.carillon.bench.jcstress;

import dev.carillon.gateway.log.EventLog;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * While the writer puts a new event into the oldest one's slot, whoever reads the old position gets the old event or none,
 * never the new one; the others are not touched.
 */
@JCStressTest
@Outcome(id = "10, 11, -1", expect = Expect.ACCEPTABLE, desc = "Before.")
@Outcome(id = "-1, 11, -1", expect = Expect.ACCEPTABLE, desc = "Between.")
@Outcome(id = "-1, 11, 12", expect = Expect.ACCEPTABLE, desc = "After.")
@Outcome(id = "10, 11, 12", expect = Expect.ACCEPTABLE, desc = "Before, then after.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Another event than the position's own, or one in pieces.")
@State
public class EvictionStress {
    private final EventLog log = Logs.ofTwo();

    public EvictionStress() {
        Logs.append(log, 10);
        Logs.append(log, 11);
    }

    @Actor
    public void writer() {
        Logs.append(log, 12);
    }

    @Actor
    public void reader(III_Result result) {
        result.r1 = Logs.number(log.read(0));
        result.r2 = Logs.number(log.read(1));
        result.r3 = Logs.number(log.read(2));
    }
}
