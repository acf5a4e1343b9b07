package dev.carillon.bench.protocol;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.bench.Events;
import dev.carillon.bench.Settings;
import dev.carillon.gateway.bus.BusConfig;
import dev.carillon.protocol.event.DecodedEvent;
import dev.carillon.protocol.event.EventDecoder;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What does it cost to check an event and read whom it is for, beside a JSON tree that is asked for the field? */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class DecodeBenchmark {
    @Param({"200", "1024"})
    int size;

    private byte[] event;
    private EventDecoder decoder;
    private ObjectMapper mapper;

    @Setup
    public void prepare() {
        BusConfig config = Settings.defaults().bus();
        event = Events.event(13, size);
        decoder = new EventDecoder(config.maxSize().toInt(), config.maxDepth());
        mapper = new ObjectMapper();
    }

    @Benchmark
    public DecodedEvent carillon() {
        return decoder.decode(event);
    }

    /** Without the checks: Jackson takes what a client would choke on. */
    @Benchmark
    public long tree() throws IOException {
        return mapper.readTree(event).path("content_type_id").asLong();
    }
}
