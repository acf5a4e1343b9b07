package dev.carillon.bench.load.client;

import dev.carillon.bench.load.event.EventFormat;
import dev.carillon.bench.load.event.Schedule;
import dev.carillon.bench.load.frame.FrameScanner.Frame;
import dev.carillon.bench.load.frame.KnownEvent;
import dev.carillon.bench.load.frame.KnownEvents;
import dev.carillon.bench.load.measure.Counts;
import dev.carillon.bench.load.measure.Latencies;
import dev.carillon.bench.load.measure.Latencies.Kind;
import dev.carillon.bench.load.plan.Traffic;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Judges what the clients of a loop hear, and keeps the loop's numbers. Confined to the loop. */
final class Hearing {
    private static final int PLAIN_TEXT = 0x81;

    private final Traffic traffic;
    private final Schedule schedule;
    private final Latencies latencies;
    private final Departures departures;
    private EventFormat format;
    /** Null until the first event's time is known. */
    private @Nullable KnownEvents events;

    private long zero;
    private long now;
    private long received;
    private long surplus;
    private long probes;
    private long foreign;
    private long subscribed;
    private long pings;
    private long wireBytes;

    Hearing(Traffic traffic, Departures departures) {
        this.traffic = traffic;
        this.departures = departures;
        this.schedule = traffic.schedule();
        this.latencies = new Latencies(schedule.steps());
        this.format = traffic.format(0);
    }

    /** @param when the first event is intended */
    void start(long when) {
        zero = when;
        format = traffic.format(when);
        events = new KnownEvents(format, traffic.size());
    }

    boolean isStarted() {
        return events != null;
    }

    /** So many bytes came now; what is read from them did. */
    void came(int bytes) {
        wireBytes += bytes;
        now = System.nanoTime();
    }

    void pinged() {
        pings++;
    }

    @Nullable
    KnownEvent expected(Client client) {
        long rank = client.ledger.next();
        if (events == null || !client.ledger.isFollowing() || client.view.isBlind()) {
            return null;
        }
        long number = client.view.eventOf(rank);
        return number < schedule.events() ? events.get(number) : null;
    }

    void arrived(Client client, KnownEvent event) {
        client.ledger.inOrder();
        subscribed(client);
        count(client, event);
    }

    private void count(Client client, KnownEvent event) {
        received++;
        long latency = now - event.intendedAt();
        switch (client.role) {
            case READING -> latencies.record(event.step(), latency, now - zero);
            case SLOW -> latencies.record(Kind.SLOW, latency);
            case STALLED -> latencies.record(Kind.STALLED, latency);
        }
    }

    private void subscribed(Client client) {
        if (!client.subscribed) {
            client.subscribed = true;
            subscribed++;
            latencies.record(client.stays == 1 ? Kind.SUBSCRIBED : Kind.RESUBSCRIBED, now - client.connectingSince);
            departures.subscribed(client, now);
        }
    }

    /** Another message; the frame where it is one, to learn from. */
    void message(Client client, MemorySegment in, long at, long length, @Nullable Frame frame) {
        long number = format.eventOf(in, at, length);
        if (number == EventFormat.FOREIGN) {
            foreign++;
            return;
        }
        if (number == EventFormat.PROBE) {
            probes += isStarted() ? 1 : 0;
            subscribed(client);
            return;
        }
        KnownEvent event = number < 0 || events == null ? null : events.get(number);
        if (event == null || !event.isPayload(in, at, length)) {
            client.ledger.damaged();
            return;
        }
        if (frame != null && frame.first() != PLAIN_TEXT) {
            event.learn(frame.whole());
        }
        subscribed(client);
        if (!client.view.sees(number)) {
            surplus++;
            client.ledger.forbidden();
        } else if (client.ledger.heard(client.view.rankOf(number))) {
            count(client, event);
        } else {
            surplus++;
        }
    }

    void left(Client client) {
        if (client.subscribed) {
            client.subscribed = false;
            subscribed--;
        }
    }

    /** The first rank that is intended after a time. */
    long rankAfter(Client client, long nanos) {
        return isStarted() ? client.view.rankOf(schedule.dueBy(nanos - zero)) : 0;
    }

    Latencies latencies() {
        return latencies;
    }

    /** The loop's counts, with what it does not know of itself. */
    Counts counts(long open, long opening, long complete) {
        return new Counts(
                open,
                opening,
                departures.returning(),
                subscribed,
                complete,
                received,
                surplus,
                probes,
                foreign,
                pings,
                wireBytes);
    }
}
