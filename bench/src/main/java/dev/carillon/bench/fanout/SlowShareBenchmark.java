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
 * What do slow connections cost? A share of them stops reading and reads all of it at the end; the deliveries are the same.
 * In the gateway they are parked, and read on from the log. In the control, Netty's channel group, it waits in their
 * channels. Beside both the share of none.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SlowShareBenchmark {
    private static final int DELIVERIES = 320_000;

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void carillon(Carillon carillon, Shape shape) {
        carillon.bed.deliver(DELIVERIES / shape.connections, shape.batch, DELIVERIES);
    }

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void channelGroup(Group group, Shape shape) {
        group.bed.deliver(DELIVERIES / shape.connections, DELIVERIES);
    }

    /** What is measured. */
    @State(Scope.Benchmark)
    public static class Shape {
        @Param({"0", "10", "50"})
        int slowPercent;

        @Param("1000")
        int connections;

        @Param("1")
        int batch;

        @Param("1")
        int loops;

        /** So large that the events of one measurement are several times what an outbound buffer may hold. */
        @Param("1024")
        int payload;

        Scene scene() {
            return Scene.alike(connections, loops, payload, slowPercent, End.MEMORY);
        }
    }

    /** The gateway's fan-out. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init")
    public static class Carillon {
        CarillonBed bed;

        @Setup
        public void open(Shape shape) {
            bed = new CarillonBed(shape.scene());
        }

        @TearDown
        public void close() {
            bed.close();
        }
    }

    /** The control. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init")
    public static class Group {
        ChannelGroupBed bed;

        @Setup
        public void open(Shape shape) {
            bed = new ChannelGroupBed(shape.scene());
        }

        @TearDown
        public void close() {
            bed.close();
        }
    }
}
