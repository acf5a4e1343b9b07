package dev.carillon.bench.protocol;

import dev.carillon.bench.Events;
import dev.carillon.protocol.frame.CompressedPayload;
import dev.carillon.protocol.frame.SharedDeflater;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does it cost to compress an event for all connections, once with a fresh window, beside once for each connection in
 * a context of its own, as permessage-deflate is mostly done? The contexts see the same event again, which suits them.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class CompressionBenchmark {
    @Param({"1", "100"})
    int connections;

    @Param("1024")
    int size;

    private final List<Deflater> contexts = new ArrayList<>();
    private byte[] event;
    private byte[] out;
    private SharedDeflater shared;

    @Setup
    public void prepare() {
        event = Events.event(13, size);
        out = new byte[2 * size];
        shared = new SharedDeflater();
        for (int i = 0; i < connections; i++) {
            contexts.add(new Deflater(Deflater.DEFAULT_COMPRESSION, true));
        }
    }

    @TearDown
    public void end() {
        shared.close();
        contexts.forEach(Deflater::end);
        contexts.clear();
    }

    /** The same for one connection and for many. */
    @Benchmark
    public @Nullable CompressedPayload once() {
        return shared.compress(event);
    }

    @Benchmark
    public int forEach() {
        int bytes = 0;
        for (Deflater context : contexts) {
            context.setInput(event);
            bytes += context.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        }
        return bytes;
    }
}
