package dev.carillon.bench.fanout;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What do slow connections cost? A share of them stops reading, is parked, and reads all of it from the log at the end; the
 * deliveries are the same. The control is the share of none.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class SlowShareBenchmark {
    private static final int CONNECTIONS = 1000;
    private static final int EVENTS = 320;
    private static final int DELIVERIES = EVENTS * CONNECTIONS;

    @Param({"0", "10", "50"})
    int slowPercent;

    @Param("1")
    int batch;

    @Param("1")
    int loops;

    /** So large that the events of one measurement are several times what an outbound buffer may hold. */
    @Param("1024")
    int payload;

    private CarillonBed bed;

    @Setup
    public void open() {
        bed = new CarillonBed(Scene.alike(CONNECTIONS, loops, payload, slowPercent, End.MEMORY));
    }

    @TearDown
    public void close() {
        bed.close();
    }

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void carillon() {
        bed.deliver(EVENTS, batch, DELIVERIES);
    }
}
