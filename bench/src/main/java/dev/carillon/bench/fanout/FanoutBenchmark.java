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

/** What does a delivery (one event to one connection) cost, one by one and in batches, beside Netty's channel group? */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FanoutBenchmark {
    private static final int DELIVERIES = 320_000;

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void carillon(Carillon carillon, Shape shape) {
        carillon.bed.deliver(DELIVERIES / shape.connections, shape.batch, DELIVERIES);
    }

    /** It knows no batches: with it, events come one by one whatever the batch. */
    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void channelGroup(Group group, Shape shape) {
        group.bed.deliver(DELIVERIES / shape.connections, DELIVERIES);
    }

    /** What is measured. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init")
    public static class Shape {
        @Param
        End end;

        @Param("1000")
        int connections;

        @Param({"1", "32"})
        int batch;

        @Param("1")
        int loops;

        @Param("200")
        int payload;

        Scene scene() {
            return Scene.alike(connections, loops, payload, 0, end);
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
