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

/** No wake-up is lost: an event that is appended while a drain begins is seen by it, or wakes the loop again. */
@JCStressTest
@Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "The drain saw the event.")
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "The drain saw the event, and the loop is woken for nothing.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The drain did not see the event; the loop is woken again.")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "A lost wake-up.")
@State
public class WakeUpStress {
    private final EventLog log = Logs.ofTwo();
    private final Tasks loop = new Tasks();
    private final LogReader reader = log.open(loop, () -> {});

    public WakeUpStress() {
        Logs.append(log, 1); // wakes the loop: its drain is about to run
    }

    @Actor
    public void writer() {
        Logs.append(log, 2);
    }

    @Actor
    public void drain() {
        reader.drainBegins();
        reader.advance(log.tail());
    }

    @Arbiter
    public void settled(II_Result result) {
        result.r1 = (int) reader.cursor();
        result.r2 = loop.count() - 1;
    }
}
