package dev.carillon.gateway.ingest;

import dev.carillon.gateway.bus.BusConfig;
import dev.carillon.gateway.bus.BusListener;
import dev.carillon.gateway.log.EventLog;
import dev.carillon.gateway.loops.Occasionally;
import dev.carillon.gateway.metrics.Count;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.protocol.event.DecodedEvent;
import dev.carillon.protocol.event.DecodedEvent.Defect;
import dev.carillon.protocol.event.EventDecoder;
import dev.carillon.protocol.frame.CompressedPayload;
import dev.carillon.protocol.frame.SharedDeflater;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes each message from the bus, reads whom it is for, compresses it once for everybody who takes compressed frames, and
 * appends it to the log. What is malformed is counted and dropped; the guide's server would exit.
 *
 * <p>On the bus thread only.
 */
public final class Ingest implements BusListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

    private final EventLog log;
    private final EventDecoder decoder;
    private final Witness witness;
    private final BooleanSupplier compressionWanted;
    private final SharedDeflater deflater = new SharedDeflater();
    private final Count received;
    private final Count bytes;
    private final Count compressed;
    private final Map<Defect, Count> malformed = new EnumMap<>(Defect.class);
    private final Occasionally warnings = new Occasionally();

    /** Sees each event that is for somebody, before it is appended; must not wait. */
    public interface Witness {
        void seen(long contentTypeId, byte[] payload);
    }

    /** @param compressionWanted whether anyone takes compressed frames now */
    public Ingest(EventLog log, BusConfig config, Witness witness, BooleanSupplier compressionWanted, Metrics metrics) {
        this.witness = witness;
        this.log = log;
        this.decoder = new EventDecoder(config.maxSize().toInt(), config.maxDepth());
        this.compressionWanted = compressionWanted;
        this.received = metrics.count(Metric.EVENTS_RECEIVED);
        this.bytes = metrics.count(Metric.EVENT_BYTES_RECEIVED);
        this.compressed = metrics.count(Metric.EVENTS_COMPRESSED);
        for (Defect defect : Defect.values()) {
            malformed.put(defect, metrics.count(Metric.EVENTS_MALFORMED, defect.label()));
        }
    }

    @Override
    public void onMessage(byte[] payload) {
        long now = System.nanoTime();
        received.increment();
        bytes.add(payload.length);
        switch (decoder.decode(payload)) {
            case DecodedEvent.Routed routed -> {
                witness.seen(routed.contentTypeId(), payload);
                log.append(routed.contentTypeId(), payload, compress(payload), now);
            }
            case DecodedEvent.ForNobody nobody -> {}
            case DecodedEvent.Malformed bad -> drop(bad.defect(), payload.length);
        }
    }

    private @Nullable CompressedPayload compress(byte[] payload) {
        if (!compressionWanted.getAsBoolean()) {
            return null;
        }
        compressed.increment();
        return deflater.compress(payload);
    }

    private void drop(Defect defect, int length) {
        Count count = malformed.get(defect);
        if (count != null) {
            count.increment();
        }
        warnings.run(times -> LOG.warn(
                "dropped {} malformed message(s) from the bus; the last, of {} bytes, {}",
                times,
                length,
                defect.words()));
    }

    /** After the bus has delivered its last message. */
    @Override
    public void close() {
        deflater.close();
    }
}
