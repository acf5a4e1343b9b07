package dev.carillon.bench.load.client;

import dev.carillon.bench.load.account.Published;
import dev.carillon.bench.load.account.Statement;
import dev.carillon.bench.load.credential.Credentials;
import dev.carillon.bench.load.event.EventTypes;
import dev.carillon.bench.load.event.View;
import dev.carillon.bench.load.measure.Counts;
import dev.carillon.bench.load.measure.Effort;
import dev.carillon.bench.load.measure.Latencies;
import dev.carillon.bench.load.measure.Snapshot;
import dev.carillon.bench.load.measure.Storm;
import dev.carillon.bench.load.plan.Plan;
import dev.carillon.bench.load.plan.Target;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The clients of this process, on its event loops. */
public final class LocalCrew implements Crew {
    private static final long LOOP_SECONDS = 30;

    private final EventLoopGroup group;
    private final List<LoopClients> loops = new ArrayList<>();
    private final int steps;

    /**
     * Makes the clients of one of the plan's processes.
     *
     * @throws IOException if a host has no address, or TLS cannot be set up
     */
    public LocalCrew(Plan plan, int process, Credentials credentials) throws IOException {
        steps = plan.traffic().schedule().steps();
        group = new MultiThreadIoEventLoopGroup(
                plan.threads(), new DefaultThreadFactory("load-loop", true), Connector.ioHandlers());
        try {
            SslContext ssl = plan.target().urls().stream().anyMatch(Target::isSecure)
                    ? ssl(plan.target().trust())
                    : null;
            for (List<Client> clients : clients(plan, process, credentials)) {
                loops.add(new LoopClients(group.next(), plan, credentials, clients, ssl));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static SslContext ssl(@Nullable String trust) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (trust != null) {
            if (trust.isEmpty()) {
                builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
            } else {
                try {
                    builder.trustManager(new File(trust));
                } catch (IllegalArgumentException e) {
                    throw new IOException("cannot read certificates from " + trust, e);
                }
            }
        }
        return builder.build();
    }

    /** Those of each loop. Clients that see the same share their view. */
    private static List<List<Client>> clients(Plan plan, int process, Credentials credentials) {
        EventTypes types = plan.traffic().eventTypes();
        Map<@Nullable Set<Long>, View> views = new HashMap<>();
        List<List<Client>> loops = new ArrayList<>();
        for (int i = 0; i < plan.threads(); i++) {
            loops.add(new ArrayList<>());
        }
        for (int number = plan.firstOf(process); number < plan.firstOf(process + 1); number++) {
            View view = views.computeIfAbsent(credentials.visible(number), types::view);
            loops.get(number % plan.threads())
                    .add(new Client(number, plan.population().roleOf(number), view));
        }
        return loops;
    }

    @Override
    public void open() throws IOException {
        onEach(LoopClients::open);
    }

    // One loop after the other, and the calling thread waits: nothing that they add to is shared at any moment.

    @Override
    public Counts counts() throws IOException {
        List<Counts> counts = new ArrayList<>();
        onEach(loop -> counts.add(loop.counts()));
        return counts.stream().reduce(Counts.NONE, Counts::plus);
    }

    @Override
    public Snapshot snapshot() throws IOException {
        Latencies latencies = new Latencies(steps);
        SortedMap<String, Long> refused = new TreeMap<>();
        SortedMap<String, Long> ended = new TreeMap<>();
        List<Storm> storms = new ArrayList<>();
        onEach(loop -> {
            loop.addTo(latencies, refused, ended);
            storms.add(loop.storm());
        });
        Storm storm = storms.stream().reduce(Storm.NONE, Storm::plus);
        return new Snapshot(counts(), refused, ended, latencies, storm, Effort.ofThisProcess());
    }

    @Override
    public void start(long zero) throws IOException {
        onEach(loop -> loop.start(zero));
    }

    @Override
    public void drain(long events) throws IOException {
        onEach(loop -> loop.drain(events));
    }

    @Override
    public Statement.Sums finish(Published published) throws IOException {
        Statement statement = new Statement();
        onEach(loop -> loop.finish(published, statement));
        return statement.sums();
    }

    private void onEach(Consumer<LoopClients> action) throws IOException {
        for (LoopClients each : loops) {
            try {
                each.loop().submit(() -> action.accept(each)).get(LOOP_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                throw new IOException("an event loop does not answer: " + e, e);
            }
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
