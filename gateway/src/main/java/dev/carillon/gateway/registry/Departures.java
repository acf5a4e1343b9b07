package dev.carillon.gateway.registry;

import dev.carillon.gateway.auth.Identity;
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
     * @param byToken whether its token itself listed what it saw
     * @param id of its channel, in short
     * @param tally those that waited for it at the end are shed
     * @param since when it came, and when it left
     */
    public record Departure(
            String userId, boolean byToken, String id, CloseReason reason, Tally tally, Instant since, Instant ended) {}

    /** After it has left. */
    public void add(Subscriber subscriber, CloseReason reason, Instant now) {
        if (latest.size() == MOST) {
            latest.remove();
        }
        latest.add(new Departure(
                subscriber.identity().userId(),
                subscriber.identity() instanceof Identity.TokenBearer,
                subscriber.context().channel().id().asShortText(),
                reason,
                subscriber.tally(),
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
