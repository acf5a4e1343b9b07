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
 * What do many audiences cost? The same deliveries to connections that see 1, 10, 100 or 1,000 different halves of
 * 200 content types. The control, a channel group for each content type, has no audiences, and does not care.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AudiencesBenchmark {
    private static final int TYPES = 200;
    private static final int DELIVERIES = 1_000_000;

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void carillon(Carillon carillon, Shape shape) {
        carillon.bed.deliver(shape.events(), shape.batch, DELIVERIES);
    }

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void channelGroups(Groups groups, Shape shape) {
        groups.bed.deliver(shape.events(), DELIVERIES);
    }

    /** What is measured. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init")
    public static class Shape {
        @Param("MEMORY")
        End end;

        @Param({"1", "10", "100", "1000"})
        int audiences;

        /** 1,000 or 10,000. */
        @Param("1000")
        int connections;

        @Param("40")
        int batch;

        @Param("1")
        int loops;

        @Param("200")
        int payload;

        /** Each type equally often, each seen by half of the connections. */
        int events() {
            int events = 2 * DELIVERIES / connections;
            if (events % TYPES != 0) {
                throw new IllegalArgumentException("connections must be 1000 or 10000");
            }
            return events;
        }

        Scene scene() {
            return Scene.halves(connections, loops, audiences, TYPES, payload, end);
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
    public static class Groups {
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
