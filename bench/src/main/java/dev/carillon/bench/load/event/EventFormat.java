package dev.carillon.bench.load.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The payload of each event, byte for byte, from its number alone: so that whoever receives one can tell not only which it
 * is but whether it is intact. JSON, filled up with words to its size:
 *
 * <pre>{"content_type_id":8,"load":"5f3a9c21","seq":123,"t_ns":4711000,"pad":"..."}</pre>
 *
 * <p>{@code load} is the run's mark, {@code t_ns} the intended time on this machine's monotonic clock. A <em>probe</em> has
 * {@code probe} in the place of {@code seq}; it asks nothing but whether a client hears already. Immutable.
 */
public final class EventFormat {
    /** {@link #eventOf}: ours, but no event. */
    public static final long PROBE = -1;
    /** {@link #eventOf}: not of this run. */
    public static final long FOREIGN = -2;
    /** {@link #eventOf}: of this run, and not readable. */
    public static final long DAMAGED = -3;

    /** Holds the longest fields. */
    public static final int LEAST_SIZE = 128;

    private static final int HEAD = LEAST_SIZE;
    private static final int FILLER = 1 << 16;
    private static final Pattern EVENT = Pattern.compile("\"seq\":(\\d{1,18}),");
    private static final String[] WORDS = {
        "order",
        "paid",
        "shipment",
        "changed",
        "customer",
        "price",
        "stock",
        "article",
        "of",
        "the",
        "and",
        "new",
        "draft",
        "garden",
        "kitchen",
        "published",
        "was",
        "by",
        "editor",
        "to",
        "from",
        "Lyon",
        "Porto",
        "Aarhus",
        "12",
        "48",
        "2026",
        "status",
        "address",
        "group",
        "permissions",
        "no",
        "fields",
        "number",
        "tracking",
        "expected"
    };

    private final EventTypes types;
    private final Schedule schedule;
    private final String mark;
    private final int size;
    private final byte[] filler;
    private final long zero;

    /**
     * @param mark tells this run's events from others
     * @param size bytes of a payload
     * @param zero when the first event is intended, on {@link System#nanoTime}
     */
    public EventFormat(EventTypes types, Schedule schedule, String mark, int size, long zero) {
        if (size < LEAST_SIZE) {
            throw new IllegalArgumentException("an event needs at least " + LEAST_SIZE + " bytes");
        }
        this.types = types;
        this.schedule = schedule;
        this.mark = mark;
        this.size = size;
        this.filler = filler(size);
        this.zero = zero;
    }

    /** On {@link System#nanoTime}. */
    public long intendedAt(long event) {
        return zero + schedule.intendedAt(event);
    }

    public int stepOf(long event) {
        return schedule.stepOf(event);
    }

    public byte[] event(long event) {
        byte[] payload = new byte[size];
        byte[] head = ("{\"content_type_id\":" + types.typeOf(event) + ",\"load\":\"" + mark + "\",\"seq\":" + event
                        + ",\"t_ns\":" + intendedAt(event) + ",\"pad\":\"")
                .getBytes(US_ASCII);
        System.arraycopy(head, 0, payload, 0, head.length);
        int padding = size - head.length - 2;
        System.arraycopy(filler, (int) (event * 7 % FILLER), payload, head.length, padding);
        payload[size - 2] = '"';
        payload[size - 1] = '}';
        return payload;
    }

    public byte[] probe(long type, int number) {
        return ("{\"content_type_id\":" + type + ",\"load\":\"" + mark + "\",\"probe\":" + number + "}")
                .getBytes(US_ASCII);
    }

    /** The event that this payload says it is; or {@link #PROBE}, {@link #FOREIGN}, {@link #DAMAGED}. */
    public long eventOf(MemorySegment in, long at, long length) {
        byte[] head = new byte[(int) Math.min(length, HEAD)];
        MemorySegment.copy(in, ValueLayout.JAVA_BYTE, at, head, 0, head.length);
        String text = new String(head, ISO_8859_1);
        if (!text.contains("\"load\":\"" + mark + "\"")) {
            return FOREIGN;
        }
        Matcher event = EVENT.matcher(text);
        if (event.find()) {
            long number = Long.parseLong(event.group(1));
            return number < schedule.events() ? number : DAMAGED;
        }
        return text.contains("\"probe\":") ? PROBE : DAMAGED;
    }

    /** Words, since letters by chance would compress as no real event does; the same in every process. */
    private static byte[] filler(int size) {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder();
        while (text.length() < FILLER + size) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return text.toString().getBytes(US_ASCII);
    }
}
