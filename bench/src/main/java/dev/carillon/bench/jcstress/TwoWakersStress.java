package dev.carillon.bench.jcstress;

import dev.carillon.gateway.log.LogReader;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** However many wake a loop, it is given one task. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "One of them woke it.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Nobody did, or both.")
@State
public class TwoWakersStress {
    private final Tasks loop = new Tasks();
    private final LogReader reader = Logs.ofTwo().open(loop, () -> {});

    @Actor
    public void one() {
        reader.wake();
    }

    @Actor
    public void other() {
        reader.wake();
    }

    @Arbiter
    public void settled(I_Result result) {
        result.r1 = loop.count();
    }
}
