package dev.carillon.bench.load.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.bench.load.account.Absence;
import dev.carillon.bench.load.account.Published;
import dev.carillon.bench.load.account.Statement;
import dev.carillon.bench.load.credential.Credentials;
import dev.carillon.bench.load.frame.ClientFrames;
import dev.carillon.bench.load.frame.Inflation;
import dev.carillon.bench.load.frame.Opening;
import dev.carillon.bench.load.measure.Counts;
import dev.carillon.bench.load.measure.Latencies;
import dev.carillon.bench.load.measure.Latencies.Kind;
import dev.carillon.bench.load.measure.Reasons;
import dev.carillon.bench.load.measure.Storm;
import dev.carillon.bench.load.plan.Placement;
import dev.carillon.bench.load.plan.Plan;
import dev.carillon.bench.load.plan.Role;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.net.UnknownHostException;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one event loop, and the one timer that serves them all. Made anywhere; from then on all happens on the
 * loop.
 */
final class LoopClients {
    private static final long TICK_NANOS = 10_000_000;

    private final EventLoop loop;
    private final Plan plan;
    private final Credentials credentials;
    private final List<Client> clients;
    private final List<Client> slow;
    final ReceiveBuffer buffer = new ReceiveBuffer();
    private final Connector connector;
    final Opening opening;
    final ClientFrames frames = new ClientFrames(PooledByteBufAllocator.DEFAULT);
    final Inflation inflation = new Inflation();
    final Hearing hearing;
    private final Arrivals arrivals;
    private final Departures departures;
    private final Reasons refused = new Reasons();
    private final Reasons ended = new Reasons();
    private long open;
    private long zero;
    private long ticked;
    private long published = Long.MAX_VALUE;
    private Phase phase = Phase.IDLE;

    private enum Phase {
        IDLE,
        /** Clients come, and hear probes at most. */
        OPENING,
        /** Events are published; each client reads as its role says. */
        RUNNING,
        /** All are published; every client reads, and those that have left by themselves come back. */
        DRAINING,
        ENDED
    }

    LoopClients(EventLoop loop, Plan plan, Credentials credentials, List<Client> clients, @Nullable SslContext ssl)
            throws UnknownHostException {
        this.loop = loop;
        this.plan = plan;
        this.credentials = credentials;
        this.clients = clients;
        this.slow = clients.stream().filter(client -> client.role == Role.SLOW).toList();
        this.connector = new Connector(loop, plan.target(), plan.population(), buffer, ssl);
        this.opening = new Opening(plan.target().placement(), plan.target().compression());
        double share = (double) clients.size() / plan.population().connections();
        this.departures = new Departures(plan.coming(), plan.coming().churn() * share, clients);
        this.hearing = new Hearing(plan.traffic(), departures);
        this.arrivals = new Arrivals(
                plan.coming().rate() * share,
                Math.max(1, (int) (plan.coming().atOnce() * share)),
                plan.coming().patienceNanos(),
                this::connect);
    }

    EventLoop loop() {
        return loop;
    }

    void open() {
        phase = Phase.OPENING;
        clients.forEach(arrivals::add);
        ticked = System.nanoTime();
        loop.scheduleAtFixedRate(this::tick, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
    }

    private void tick() {
        if (phase == Phase.ENDED) {
            return;
        }
        long now = System.nanoTime();
        long since = now - ticked;
        ticked = now;
        hearing.latencies().record(Kind.LAG, Math.max(0, since - TICK_NANOS));
        arrivals.tick(now);
        departures.tickDeadlines(now);
        if (phase == Phase.RUNNING) {
            departures.tick(now, now - zero);
            feedSlow(now, since);
        }
    }

    /** Each slow client's share of the bytes that come for it in this time. */
    private void feedSlow(long now, long since) {
        if (slow.isEmpty() || now < zero) {
            return;
        }
        double bytes = plan.slowBytes(now - zero, since);
        for (Client client : slow) {
            if (client.stay != null) {
                client.stay.allow(bytes * client.view.share());
            }
        }
    }

    private void connect(Client client) {
        long now = System.nanoTime();
        ReceiveBuffer.Measured measured = client.role == Role.SLOW ? buffer.measured() : null;
        Stay stay = new Stay(client, this, measured);
        client.stay = stay;
        client.connectingSince = now;
        arrivals.began(client, stay, now);
        ChannelFuture connecting = connector.connect(client, stay, measured);
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                stay.fail(Connector.words(done.cause()));
                stay.ended();
            }
        });
    }

    String request(Client client) {
        boolean now = plan.target().placement().kind() != Placement.Kind.MESSAGE;
        return opening.request(plan.target().urlOf(client.number), now ? credentials.token(client.number) : null);
    }

    void opened(Stay stay) {
        long now = System.nanoTime();
        Client client = stay.client();
        arrivals.finished();
        open++;
        client.stays++;
        hearing.latencies().record(client.stays == 1 ? Kind.OPENING : Kind.REOPENING, now - client.connectingSince);
        departures.opened(client, now);
        if (plan.target().placement().kind() == Placement.Kind.MESSAGE) {
            String token = credentials.token(client.number);
            if (token != null) {
                stay.say(token.getBytes(UTF_8));
            }
        }
        client.ledger.cameBack(hearing.rankAfter(client, now + plan.coming().settleNanos()));
        if (phase == Phase.RUNNING && client.role != Role.READING) {
            stay.readBySelf(false);
        }
        arrivals.letIn();
    }

    void closing(Stay stay) {
        departures.closing(stay, System.nanoTime());
    }

    void ended(Stay stay, boolean wasOpen) {
        long now = System.nanoTime();
        Client client = stay.client();
        hearing.left(client);
        client.stay = null;
        if (wasOpen) {
            open--;
            if (hearing.isStarted()) {
                client.ledger.left(
                        stay.hasLeft() ? Absence.AWAY : Absence.CUT,
                        hearing.rankAfter(client, now - plan.coming().settleNanos()));
            }
        } else {
            arrivals.finished();
        }
        if (phase == Phase.ENDED) {
            return;
        }
        if (!stay.hasLeft()) {
            (wasOpen ? ended : refused).count(stay.problem());
        }
        if (phase != Phase.DRAINING || client.returning) {
            comeBack(client, stay, now);
        }
    }

    private void comeBack(Client client, Stay stay, long now) {
        if (stay.hasLeft()) {
            arrivals.add(client);
            arrivals.letIn();
        } else {
            arrivals.addLater(client, stay, now);
        }
    }

    /** @param when the first event is intended */
    void start(long when) {
        zero = when;
        hearing.start(when);
        phase = Phase.RUNNING;
        for (Client client : clients) {
            if (!client.isOpen()) {
                client.ledger.left(Absence.CUT, 0);
            } else if (client.role != Role.READING && client.stay != null) {
                client.stay.readBySelf(false);
            }
        }
    }

    /** @param events how many were published */
    void drain(long events) {
        published = events;
        phase = Phase.DRAINING;
        arrivals.keep(client -> client.returning);
        for (Client client : clients) {
            if (client.stay != null) {
                client.stay.readBySelf(true);
            }
        }
    }

    Counts counts() {
        long complete = published == Long.MAX_VALUE
                ? 0
                : clients.stream()
                        .filter(client -> client.isOpen() && client.ledger.isComplete(client.view.rankOf(published)))
                        .count();
        return hearing.counts(open, arrivals.outside(), complete);
    }

    Storm storm() {
        return departures.storm();
    }

    /** Adds this loop's numbers. */
    void addTo(Latencies latencies, SortedMap<String, Long> allRefused, SortedMap<String, Long> allEnded) {
        latencies.add(hearing.latencies());
        refused.addTo(allRefused);
        ended.addTo(allEnded);
    }

    /** The account, and the end of all connections. */
    void finish(Published all, Statement statement) {
        phase = Phase.ENDED;
        arrivals.keep(client -> false);
        for (Client client : clients) {
            client.ledger.close(client.view.rankOf(all.events()));
            for (long event : all.refused()) {
                if (client.view.sees(event)) {
                    client.ledger.wasNotPublished(client.view.rankOf(event));
                }
            }
            statement.add(client.role, client.number, credentials.name(client.number), client.ledger, client.view);
        }
        for (Client client : clients) {
            if (client.stay != null) {
                client.stay.end();
            }
        }
        inflation.close();
    }
}
