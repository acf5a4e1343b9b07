package dev.carillon.bench.protocol;

import dev.carillon.bench.Events;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What does an event's frame cost for all connections of an audience, encoded once, beside once for each? */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class EncodeBenchmark {
    @Param({"1", "100"})
    int connections;

    @Param("200")
    int size;

    private byte[] event;

    @Setup
    public void prepare() {
        event = Events.event(13, size);
    }

    @Benchmark
    public void once(Blackhole sink) {
        ByteBuf frame = frame();
        for (int i = 0; i < connections; i++) {
            ByteBuf mine = frame.retainedDuplicate();
            sink.consume(mine);
            mine.release();
        }
        frame.release();
    }

    @Benchmark
    public void forEach(Blackhole sink) {
        for (int i = 0; i < connections; i++) {
            ByteBuf mine = frame();
            sink.consume(mine);
            mine.release();
        }
    }

    private ByteBuf frame() {
        ByteBuf frame = PooledByteBufAllocator.DEFAULT.directBuffer(WireFormat.PLAIN.frameSize(event, null));
        WireFormat.PLAIN.write(frame, event, null);
        return frame;
    }
}
