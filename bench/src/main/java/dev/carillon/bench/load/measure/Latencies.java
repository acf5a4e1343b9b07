package dev.carillon.bench.load.measure;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * The histograms of a loop, of a process or of a run, in nanoseconds; what is longer than ten minutes counts as ten minutes.
 * Beside each step's, when the last of its events came.
 * Written by one thread.
 */
public final class Latencies {
    private static final long LOWEST = 1_000;
    private static final long HIGHEST = 600_000_000_000L;
    private static final int DIGITS = 3;

    /** What is measured beside the events of each step that reading clients got. */
    public enum Kind {
        /** From an event's intended time to a slow client. */
        SLOW,
        /** From an event's intended time to a stalled client. */
        STALLED,
        /** From the begin of connecting to the answer of the opening handshake; each client's first. */
        OPENING,
        /** From the begin of connecting to the first message of the run: the client is subscribed; each client's first. */
        SUBSCRIBED,
        /** As OPENING, when a client comes back. */
        REOPENING,
        /** As SUBSCRIBED, when a client comes back. */
        RESUBSCRIBED,
        /** How late a loop's tick came: the generator's own slowness. */
        LAG
    }

    private final Histogram[] steps;
    /** By step, from the first event's time. */
    private final long[] lastNanos;

    private final Map<Kind, Histogram> others = new EnumMap<>(Kind.class);

    public Latencies(int steps) {
        this.steps = new Histogram[steps];
        this.lastNanos = new long[steps];
        for (int i = 0; i < steps; i++) {
            this.steps[i] = newHistogram();
        }
        for (Kind kind : Kind.values()) {
            others.put(kind, newHistogram());
        }
    }

    public static Histogram newHistogram() {
        return new Histogram(LOWEST, HIGHEST, DIGITS);
    }

    /** @param at when the event came, from the first event's time */
    public void record(int step, long nanos, long at) {
        record(steps[step], nanos);
        lastNanos[step] = Math.max(lastNanos[step], at);
    }

    public void record(Kind kind, long nanos) {
        record(of(kind), nanos);
    }

    /** Adds one value, whatever it is. */
    public static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos, 0, HIGHEST));
    }

    public int steps() {
        return steps.length;
    }

    /** To be read only. */
    public Histogram step(int step) {
        return steps[step];
    }

    /** To be read only. */
    public Histogram of(Kind kind) {
        return Objects.requireNonNull(others.get(kind));
    }

    /** When the last of a step's events came, from the first event's time. */
    public long lastNanos(int step) {
        return lastNanos[step];
    }

    /** Of all steps; a copy. */
    public Histogram allSteps() {
        Histogram all = newHistogram();
        for (Histogram step : steps) {
            all.add(step);
        }
        return all;
    }

    public void add(Latencies other) {
        List<Histogram> mine = all();
        List<Histogram> more = other.all();
        for (int i = 0; i < mine.size(); i++) {
            if (more.get(i).getTotalCount() > 0) {
                mine.get(i).add(more.get(i));
            }
        }
        for (int step = 0; step < steps.length; step++) {
            lastNanos[step] = Math.max(lastNanos[step], other.lastNanos[step]);
        }
    }

    /** In the order of their encodings. */
    private List<Histogram> all() {
        List<Histogram> all = new ArrayList<>(others.values());
        all.addAll(Arrays.asList(steps));
        return all;
    }

    /** Without loss, for {@link #decode}. */
    public List<String> encode() {
        List<String> encoded = new ArrayList<>();
        for (Histogram histogram : all()) {
            if (histogram.getTotalCount() == 0) {
                encoded.add("");
                continue;
            }
            ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
            int length = histogram.encodeIntoCompressedByteBuffer(bytes);
            encoded.add(Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length)));
        }
        for (long last : lastNanos) {
            encoded.add(Long.toString(last));
        }
        return encoded;
    }

    /** @throws IllegalArgumentException if that is no encoding of some */
    public static Latencies decode(List<String> encoded) {
        int steps = (encoded.size() - Kind.values().length) / 2;
        int histograms = encoded.size() - steps;
        Latencies latencies = new Latencies(steps);
        for (int step = 0; step < steps; step++) {
            latencies.lastNanos[step] = Long.parseLong(encoded.get(histograms + step));
        }
        for (int i = 0; i < histograms; i++) {
            if (encoded.get(i).isEmpty()) {
                continue;
            }
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(encoded.get(i)));
            try {
                latencies.all().get(i).add(Histogram.decodeFromCompressedByteBuffer(bytes, HIGHEST));
            } catch (DataFormatException e) {
                throw new IllegalArgumentException("not a histogram", e);
            }
        }
        return latencies;
    }
}
