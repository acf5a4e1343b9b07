package dev.carillon.bench.jcstress;

import dev.carillon.gateway.log.Event;
import dev.carillon.gateway.log.EventLog;
import dev.carillon.gateway.log.LogConfig;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.metrics.Timing;
import dev.carillon.gateway.settings.ByteSize;
import dev.carillon.protocol.frame.CompressedPayload;
import org.jspecify.annotations.Nullable;

/** Small logs, and events that are known by what is in them: a jcstress test makes millions of both. */
final class Logs {
    static final int NONE = -1;

    private static final Timing WAITS = new Metrics().timing(Metric.LOG_WAIT);
    private static final LogConfig TWO_EVENTS = new LogConfig(2, new ByteSize(1 << 20));

    private Logs() {}

    /** A log that holds two events. */
    static EventLog ofTwo() {
        return new EventLog(TWO_EVENTS, WAITS);
    }

    /** Appends an event that has this number in each of its parts. */
    static void append(EventLog log, int number) {
        byte[] payload = {(byte) number};
        log.append(number, payload, new CompressedPayload(new byte[] {(byte) number}, number), number);
    }

    /** The number that is in every part of an event; {@link #NONE} for no event, -2 for one in pieces. */
    static int number(@Nullable Event event) {
        if (event == null) {
            return NONE;
        }
        CompressedPayload compressed = event.compressed();
        int number = (int) event.contentTypeId();
        boolean whole = event.payload()[0] == number
                && compressed != null
                && compressed.bytes()[0] == number
                && compressed.window() == number
                && event.receivedNanos() == number;
        return whole ? number : -2;
    }
}
