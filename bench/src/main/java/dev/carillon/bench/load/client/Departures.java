package dev.carillon.bench.load.client;

import dev.carillon.bench.load.measure.Storm;
import dev.carillon.bench.load.plan.Coming;
import dev.carillon.bench.load.plan.Role;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Who leaves when, while events are published: a few every second, or all at once; and who of those is not back yet. Confined
 * to the loop.
 */
final class Departures {
    private static final long CLOSE_PATIENCE_NANOS = 5_000_000_000L;
    private static final double SECOND = 1e9;

    private final Coming coming;
    private final double churn;
    private final List<Client> clients;
    private final ArrayDeque<Closing> closing = new ArrayDeque<>();
    private int next;
    private double budget;
    private long before;
    private long returning;
    /** When the storm came; 0 before it. */
    private long stormed;

    private long dropped;
    private long outside;
    private long silent;
    private long openNanos;
    private long subscribedNanos;

    private record Closing(Stay stay, long due) {}

    /** @param churn reconnects a second of this loop */
    Departures(Coming coming, double churn, List<Client> clients) {
        this.coming = coming;
        this.churn = churn;
        this.clients = clients;
    }

    /** This connection's end has been agreed on, and must come in time. */
    void closing(Stay stay, long now) {
        closing.add(new Closing(stay, now + CLOSE_PATIENCE_NANOS));
    }

    void tickDeadlines(long now) {
        while (!closing.isEmpty() && closing.peek().due() <= now) {
            closing.remove().stay().fail("no end of the connection in time");
        }
    }

    /** @param running nanoseconds since the first event's time */
    void tick(long now, long running) {
        if (before != 0 && running >= 0) {
            budget = Math.min(budget + (now - before) * churn / SECOND, Math.max(1, churn));
        }
        before = now;
        for (int tries = clients.size(); budget >= 1 && tries > 0; tries--) {
            Client client = clients.get(next++ % clients.size());
            if (client.role == Role.READING && client.isOpen() && client.stay != null) {
                leaves(client);
                client.stay.leave(coming.reset());
                budget--;
            }
        }
        if (stormed == 0 && coming.stormNanos() >= 0 && running >= coming.stormNanos()) {
            stormed = now;
            clients.stream().filter(Client::isOpen).toList().forEach(this::drop);
        }
    }

    private void leaves(Client client) {
        returning += client.returning ? 0 : 1;
        client.returning = true;
    }

    private void drop(Client client) {
        Stay stay = client.stay;
        if (stay != null) {
            leaves(client);
            client.stormOutside = true;
            // One that does not read cannot tell until the last event is published.
            client.stormSilent = client.role == Role.READING && !client.view.isBlind();
            dropped++;
            outside++;
            silent += client.stormSilent ? 1 : 0;
            stay.drop(coming.reset());
        }
    }

    /** A client's connection is open. */
    void opened(Client client, long now) {
        if (client.stormOutside) {
            client.stormOutside = false;
            outside--;
            openNanos = now - stormed;
        }
        if (client.view.isBlind()) {
            isBack(client);
        }
    }

    /** A client is heard to be subscribed. */
    void subscribed(Client client, long now) {
        if (!client.isOpen()) {
            // What still comes to one that is leaving does not bring it back.
            return;
        }
        if (client.stormSilent) {
            client.stormSilent = false;
            silent--;
            subscribedNanos = now - stormed;
        }
        isBack(client);
    }

    private void isBack(Client client) {
        returning -= client.returning ? 1 : 0;
        client.returning = false;
    }

    /** Clients that have left by themselves and are not known to be back. */
    long returning() {
        return returning;
    }

    Storm storm() {
        return new Storm(dropped, outside, silent, openNanos, subscribedNanos);
    }
}
