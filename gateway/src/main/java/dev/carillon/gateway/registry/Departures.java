package dev.carillon.gateway.registry;

import dev.carillon.protocol.close.CloseReason;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** The subscribers of a loop that left last, for those who ask what became of them. Confined to the loop. */
public final class Departures {
    private static final int MOST = 500;

    private final Queue<Departure> latest = new ArrayDeque<>();

    /**
     * A subscriber that has left.
     *
     * @param id of its channel, in short
     * @param missed events that were shed, those that waited for it at the end among them
     * @param since when it came, and when it left
     */
    public record Departure(String userId, String id, CloseReason reason, long missed, Instant since, Instant ended) {}

    /** After it has left. */
    public void add(Subscriber subscriber, CloseReason reason, Instant now) {
        if (latest.size() == MOST) {
            latest.remove();
        }
        latest.add(new Departure(
                subscriber.identity().userId(),
                subscriber.context().channel().id().asShortText(),
                reason,
                subscriber.tally().missed(),
                subscriber.since(),
                now));
    }

    /** Of a user, the earliest first. */
    public List<Departure> of(String userId) {
        return latest.stream()
                .filter(departure -> departure.userId().equals(userId))
                .toList();
    }
}
