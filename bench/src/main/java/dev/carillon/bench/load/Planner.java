package dev.carillon.bench.load;

import dev.carillon.bench.load.credential.CredentialException;
import dev.carillon.bench.load.credential.Credentials;
import dev.carillon.bench.load.event.EventFormat;
import dev.carillon.bench.load.event.Rates;
import dev.carillon.bench.load.plan.Coming;
import dev.carillon.bench.load.plan.CredentialSource;
import dev.carillon.bench.load.plan.Placement;
import dev.carillon.bench.load.plan.Plan;
import dev.carillon.bench.load.plan.Population;
import dev.carillon.bench.load.plan.Target;
import dev.carillon.bench.load.plan.Traffic;
import dev.carillon.bench.load.run.LoadException;
import dev.carillon.gateway.admission.Descriptors;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Makes a plan of the options, with what the gateway's configuration adds. Reads files; may ask the database. */
final class Planner {
    private static final int CONNECTIONS_A_SOURCE = 5_000;

    private final TargetOptions target;
    private final ClientOptions clients;
    private final EventOptions events;
    private final @Nullable Site site;

    /** The plan, and what came up while it was made. */
    record Planned(
            Plan plan, Credentials credentials, @Nullable String publishTo, String channel, List<URI> metrics) {
        /** Without the URL, which may hold a password. */
        @Override
        public String toString() {
            return "Planned[" + plan + "]";
        }
    }

    Planner(TargetOptions target, ClientOptions clients, EventOptions events, Map<String, String> environment)
            throws LoadException {
        this.target = target;
        this.clients = clients;
        this.events = events;
        this.site = target.config != null || target.users != null ? Site.read(target.config, environment) : null;
    }

    /** @throws IllegalArgumentException too, where an option's value is wrong */
    Planned plan() throws LoadException, CredentialException {
        CredentialSource source = credentialSource();
        Population population = new Population(
                clients.connections,
                Values.share(clients.slow),
                Values.share(clients.stalled),
                Values.share(clients.slowRate),
                Values.size(clients.slowBuffer));
        List<URI> urls = target.urls.isEmpty() && site != null ? List.of(site.webSocket()) : target.urls;
        Target place = new Target(
                urls,
                sources(urls),
                Placement.parse(target.tokenIn),
                "any".equals(target.trust) ? "" : target.trust,
                target.compression);
        boolean publishes = events.rate != null;
        String publishTo = publishes ? publishTo() : null;
        Coming coming = coming();
        Credentials credentials = Credentials.open(source);
        Traffic traffic = new Traffic(
                HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()),
                publishes ? types(credentials) : List.of(0L),
                size(),
                events.rate == null ? List.of() : Rates.parse(events.rate),
                Values.nanos(events.duration));
        checkComing(coming, traffic);
        Plan plan = new Plan(place, source, population, traffic, coming, threads(), processes());
        return new Planned(plan, credentials, publishTo, channel(), metrics());
    }

    private CredentialSource credentialSource() throws LoadException {
        int ways = (target.users == null ? 0 : 1) + (target.tokens == null ? 0 : 1) + (target.noToken ? 1 : 0);
        if (ways != 1) {
            throw new LoadException(
                    ways == 0
                            ? "who are the clients? Name --users of the site, or a file of --tokens, or say --no-token"
                            : "--users, --tokens and --no-token exclude each other");
        }
        return new CredentialSource(
                absolute(target.tokens),
                target.users == null ? List.of() : Values.keys(target.users),
                absolute(target.config));
    }

    private static @Nullable String absolute(@Nullable Path file) {
        return file == null ? null : file.toAbsolutePath().toString();
    }

    private Coming coming() {
        return new Coming(
                clients.connectRate,
                clients.atOnce,
                Values.nanos(clients.connectTimeout),
                Values.nanos(clients.settle),
                clients.churn,
                clients.reset,
                clients.storm == null ? -1 : Values.nanos(clients.storm));
    }

    /** What would never come is refused: nobody notices that it did not. */
    private static void checkComing(Coming coming, Traffic traffic) throws LoadException {
        boolean storms = coming.stormNanos() >= 0;
        if (!traffic.publishes() && (storms || coming.churn() > 0)) {
            throw new LoadException("--storm and --churn need a --rate: events tell who is subscribed again");
        }
        long duration = traffic.schedule().durationNanos();
        if (storms && coming.stormNanos() >= duration) {
            throw new LoadException(String.format(
                    Locale.ROOT,
                    "--storm comes after the last event, which is due after %.4g s: raise --duration",
                    duration / 1e9));
        }
    }

    private int sources(List<URI> urls) throws LoadException {
        boolean loopback = urls.stream().allMatch(Planner::isLoopback);
        if (clients.sources == null) {
            boolean many = clients.connections > CONNECTIONS_A_SOURCE;
            return loopback && many ? (clients.connections - 1) / CONNECTIONS_A_SOURCE + 1 : 0;
        }
        if (clients.sources > 0 && !loopback) {
            throw new LoadException("--sources are addresses of this machine alone: they reach loopback targets only");
        }
        return clients.sources;
    }

    /** Of IPv4: the sources are. */
    private static boolean isLoopback(URI url) {
        try {
            return url.getHost() != null
                    && InetAddress.getByName(url.getHost()) instanceof java.net.Inet4Address address
                    && address.isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private String publishTo() throws LoadException {
        if (events.publish != null) {
            return events.publish;
        }
        if (site == null) {
            throw new LoadException("where are events published? Name a Redis or an admin port with --publish, or the"
                    + " gateway's --config");
        }
        return site.bus();
    }

    private String channel() {
        return events.channel != null ? events.channel : site != null ? site.channel() : "events";
    }

    private List<URI> metrics() {
        if (events.metrics.isEmpty() && site != null && events.rate != null) {
            return List.of(URI.create(site.admin() + "/metrics"));
        }
        return events.metricsUrls();
    }

    private List<Long> types(Credentials credentials) throws LoadException {
        if (events.types != null) {
            return Values.types(events.types);
        }
        Set<Long> seen = new TreeSet<>();
        for (int number = 0; number < clients.connections; number++) {
            Set<Long> visible = credentials.visible(number);
            if (visible == null) {
                throw new LoadException("of which content types are the events? Name --types that the clients may see");
            }
            seen.addAll(visible);
        }
        if (seen.isEmpty()) {
            throw new LoadException(
                    "none of the clients may see any content type; name --types to try it all the same");
        }
        return List.copyOf(seen);
    }

    private int size() {
        int size = Values.size(events.size);
        if (size < EventFormat.LEAST_SIZE) {
            throw new IllegalArgumentException(
                    "--size must be at least " + EventFormat.LEAST_SIZE + ": an event names its number, time and run");
        }
        return size;
    }

    private int threads() {
        if (clients.threads < 1 || clients.threads > 256) {
            throw new IllegalArgumentException("--threads must be between 1 and 256");
        }
        return clients.threads;
    }

    private int processes() throws LoadException {
        int fit = Descriptors.leftForConnections();
        int needed = (clients.connections - 1) / fit + 1;
        if (clients.processes == 0) {
            return needed;
        }
        if (clients.processes < needed || clients.processes > 1000 || clients.processes > clients.connections) {
            throw new LoadException("--processes must be between " + needed + " (a process may have " + fit
                    + " connections by its descriptor limit, ulimit -n) and 1000, and not above the connections");
        }
        return clients.processes;
    }
}
