package dev.carillon.bench.fanout;

import dev.carillon.gateway.access.VisibleTypes;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Who is connected and what they see. Connections take their audience in turn; two neighbours share a loop.
 *
 * @param types the content types of the events, in turn, are 1 to this
 * @param payload bytes of an event
 * @param slowPercent share of the connections that stop reading
 * @param end what is at the connections' other end
 */
record Scene(
        int connections, int loops, List<VisibleTypes> audiences, int types, int payload, int slowPercent, End end) {
    private static final long SEED = 20_261_122;

    /** All see every event. */
    static Scene alike(int connections, int loops, int payload, int slowPercent, End end) {
        return new Scene(connections, loops, List.of(VisibleTypes.of(1)), 1, payload, slowPercent, end);
    }

    /** Each audience sees another half of the types; of two neighbours one sees what the other does not. */
    static Scene halves(int connections, int loops, int audiences, int types, int payload, End end) {
        Random random = new Random(SEED);
        List<VisibleTypes> seen = new ArrayList<>();
        while (seen.size() < audiences) {
            List<Long> shuffled =
                    new ArrayList<>(LongStream.rangeClosed(1, types).boxed().toList());
            Collections.shuffle(shuffled, random);
            seen.add(of(shuffled.subList(0, types / 2)));
            if (seen.size() < audiences) {
                seen.add(of(shuffled.subList(types / 2, types)));
            }
        }
        return new Scene(connections, loops, seen, types, payload, 0, end);
    }

    private static VisibleTypes of(List<Long> types) {
        return VisibleTypes.of(types.stream().mapToLong(Long::longValue).toArray());
    }

    VisibleTypes seenBy(int connection) {
        return audiences.get(connection % audiences.size());
    }

    EventLoop loopOf(int connection, List<EventLoop> loops) {
        return loops.get(connection / 2 % loops.size());
    }

    boolean isSlow(int connection) {
        return connection % 100 < slowPercent;
    }

    /** Content type of the event with this number. */
    long typeOf(int event) {
        return 1L + event % types;
    }

    /** Deliveries that so many events make, counted from the first type. */
    long deliveries(int events) {
        long[] viewers = new long[types];
        for (int type = 1; type <= types; type++) {
            int id = type;
            for (int i = 0; i < connections; i++) {
                viewers[type - 1] += seenBy(i).contains(id) ? 1 : 0;
            }
        }
        return LongStream.range(0, events)
                .map(event -> viewers[(int) (event % types)])
                .sum();
    }
}
