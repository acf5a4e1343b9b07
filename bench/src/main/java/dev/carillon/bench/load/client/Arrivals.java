package dev.carillon.bench.load.client;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Who connects when: at a rate, so many at once, each with a deadline; those that were refused try again after a second. One
 * queue for each, in the order of time, so that no connection needs a timer. Confined to the loop.
 */
final class Arrivals {
    private static final long RETRY_NANOS = 1_000_000_000;
    private static final double SECOND = 1e9;

    private final double rate;
    private final int atOnce;
    private final long patienceNanos;
    private final Consumer<Client> door;
    private final ArrayDeque<Client> waiting = new ArrayDeque<>();
    private final ArrayDeque<Attempt> underWay = new ArrayDeque<>();
    private final ArrayDeque<Attempt> again = new ArrayDeque<>();
    private int opening;
    private double budget;
    private long before;

    private record Attempt(Client client, Stay stay, long due) {}

    /** @param door begins to connect; may call back at once */
    Arrivals(double rate, int atOnce, long patienceNanos, Consumer<Client> door) {
        this.rate = rate;
        this.atOnce = atOnce;
        this.patienceNanos = patienceNanos;
        this.door = door;
    }

    void add(Client client) {
        waiting.add(client);
    }

    void addLater(Client client, Stay failed, long now) {
        again.add(new Attempt(client, failed, now + RETRY_NANOS));
    }

    /** Connecting has begun. */
    void began(Client client, Stay stay, long now) {
        opening++;
        underWay.add(new Attempt(client, stay, now + patienceNanos));
    }

    /** An opening has ended, well or not. */
    void finished() {
        opening--;
    }

    /** How many are not open and want to be. */
    int outside() {
        return waiting.size() + again.size() + opening;
    }

    /** The others do not come any more. */
    void keep(Predicate<Client> wanted) {
        waiting.removeIf(client -> !wanted.test(client));
        again.removeIf(attempt -> !wanted.test(attempt.client()));
    }

    void tick(long now) {
        if (before != 0) {
            budget = Math.min(budget + (now - before) * rate / SECOND, Math.max(1, rate / 10));
        }
        before = now;
        while (!again.isEmpty() && again.peek().due() <= now) {
            waiting.add(again.remove().client());
        }
        while (!underWay.isEmpty()
                && (underWay.peek().due() <= now || !underWay.peek().stay().isOpening())) {
            Stay stay = underWay.remove().stay();
            if (stay.isOpening()) {
                stay.fail("no answer in time");
            }
        }
        letIn();
    }

    /** As many as may begin now. */
    void letIn() {
        while (!waiting.isEmpty() && opening < atOnce && (rate == 0 || budget >= 1)) {
            budget -= rate == 0 ? 0 : 1;
            door.accept(waiting.remove());
        }
    }
}
