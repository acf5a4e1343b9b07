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

/** No wake-up is lost: an event that is appended while a drain's turn ends is seen by it, or there is one more turn. */
@JCStressTest
@Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "The drain saw the event.")
@Outcome(
        id = "2, 1",
        expect = Expect.ACCEPTABLE,
        desc = "The drain saw the event, and there is one more turn for nothing.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The drain did not see the event; there is one more turn.")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "A lost wake-up.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Two turns are about to run.")
@State
public class WakeUpStress {
    private final EventLog log = Logs.ofTwo();
    private final Tasks loop = new Tasks();
    private final LogReader reader = log.open(loop, () -> {});

    public WakeUpStress() {
        Logs.append(log, 1); // wakes the loop: its drain's turn is under way
    }

    @Actor
    public void writer() {
        Logs.append(log, 2);
    }

    @Actor
    public void drain() {
        reader.advance(log.tail());
        reader.turnEnds();
    }

    @Arbiter
    public void settled(II_Result result) {
        result.r1 = (int) reader.cursor();
        result.r2 = loop.count() - 1;
    }
}
