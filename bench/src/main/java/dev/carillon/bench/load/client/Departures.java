package dev.carillon.bench.load.client;

import dev.carillon.bench.load.plan.Coming;
import dev.carillon.bench.load.plan.Role;
import java.util.ArrayDeque;
import java.util.List;

/** Who leaves when, while events are published: a few every second, or all at once. Confined to the loop. */
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
    private boolean stormed;

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
                client.stay.leave(coming.reset());
                budget--;
            }
        }
        if (!stormed && coming.stormNanos() >= 0 && running >= coming.stormNanos()) {
            stormed = true;
            clients.stream()
                    .filter(Client::isOpen)
                    .map(client -> client.stay)
                    .toList()
                    .forEach(stay -> {
                        if (stay != null) {
                            stay.drop(coming.reset());
                        }
                    });
        }
    }
}
