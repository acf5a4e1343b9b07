package dev.carillon.gateway;

import dev.carillon.gateway.access.ViewOrChange;
import dev.carillon.gateway.admin.AdminRoute;
import dev.carillon.gateway.auth.SesameTokenMaker;
import dev.carillon.gateway.config.ConfigReader;
import dev.carillon.gateway.config.GatewayConfig;
import dev.carillon.gateway.demo.Demo;
import dev.carillon.gateway.demo.DemoLinks;
import dev.carillon.gateway.demo.SampleRights;
import dev.carillon.gateway.demo.SampleSite;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.UserDirectory;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.directory.jdbc.JdbcUserDirectory;
import dev.carillon.gateway.ingest.Publisher;
import dev.carillon.gateway.lifecycle.LogSetup;
import dev.carillon.gateway.loops.BlockingWork;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Registry;
import dev.carillon.gateway.transport.ListenAddress;
import dev.carillon.protocol.django.PrimaryKey;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The demo: a real gateway beside a sample site that needs no Django, with a bus inside the process. */
final class RunningDemo implements AutoCloseable {
    private static final List<String> OF_A_SITE =
            List.of("CARILLON_DJANGO_", "CARILLON_TABLES_", "CARILLON_SESAME_", "CARILLON_JWT_", "CARILLON_REDIS_");

    private final SampleSite site;
    private final Deque<Closeable> parts = new ArrayDeque<>();
    private final JdbcUserDirectory directory;
    private final BlockingWork work;
    private final SesameTokenMaker tokens;
    private final SampleRights rights;
    private final Gateway gateway;
    private @Nullable Demo demo;

    private RunningDemo(SampleSite site, GatewayConfig config) throws Exception {
        this.site = site;
        this.rights = new SampleRights(site);
        this.tokens = new SesameTokenMaker(config.sesame(), config.django());
        try {
            this.directory = new JdbcUserDirectory(config.django(), config.tables(), config.directory(), false);
            parts.push(directory::close);
            this.work = new BlockingWork("demo", 2, 100, Duration.ofSeconds(1));
            parts.push(work::close);
            this.gateway = Gateway.start(config, this::routes);
            parts.push(gateway::close);
            if (demo != null) {
                parts.push(demo::close);
                demo.start();
            }
        } catch (Exception e) {
            endParts();
            throw e;
        }
    }

    /** The environment's settings count, except those that make it a demo. */
    static RunningDemo start(Map<String, String> environment, PrintWriter out) throws Exception {
        SampleSite site = SampleSite.create(SampleSite.usualPlace());
        try {
            GatewayConfig config =
                    ConfigReader.read(null, settings(environment, site)).config();
            LogSetup.apply(config.logging());
            RunningDemo demo = new RunningDemo(site, config);
            out.println("The demo is running. Watch it here:");
            out.println();
            out.println("    http://" + authority(demo.gateway.adminAddress()) + "/");
            out.println();
            out.println("Ctrl-C ends it.");
            return demo;
        } catch (Exception e) {
            site.close();
            throw e;
        }
    }

    private static Map<String, String> settings(Map<String, String> environment, SampleSite site) {
        Map<String, String> settings = withoutSite(environment);
        settings.put("CARILLON_DJANGO_SECRET_KEY", site.secretKey().revealText());
        settings.put("CARILLON_DJANGO_DATABASE", site.databaseUrl().revealText());
        settings.put("CARILLON_REDIS_URL", "memory:");
        settings.putIfAbsent("CARILLON_LOGGING_LEVEL", "warn");
        return settings;
    }

    /** Without what describes another site: the files of its secrets, too. */
    static Map<String, String> withoutSite(Map<String, String> environment) {
        Map<String, String> settings = new HashMap<>(environment);
        settings.keySet().removeIf(name -> OF_A_SITE.stream().anyMatch(name::startsWith));
        return settings;
    }

    private List<AdminRoute> routes(Gateway gateway) {
        Demo made = new Demo(
                gateway.eventBus(),
                new DemoLinks(
                        reachable(gateway.addresses()),
                        this::token,
                        () -> numbers(gateway),
                        payload -> publish(gateway, payload),
                        this::sight,
                        wish -> work.submit(() -> rights.change(wish)).thenCompose(gateway.eventBus()::publishControl)),
                ThreadLocalRandom.current().nextLong(),
                InstantSource.system());
        demo = made;
        return made.routes();
    }

    /** The first address that a browser can connect to. */
    private static InetSocketAddress reachable(List<SocketAddress> addresses) {
        return addresses.stream()
                .filter(InetSocketAddress.class::isInstance)
                .map(InetSocketAddress.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "listen: the demo's page needs host:port here, for a browser cannot reach a Unix socket"));
    }

    private static String authority(InetSocketAddress address) {
        return address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1:" + address.getPort()
                : ListenAddress.format(address);
    }

    private CompletionStage<String> token(PrimaryKey user) {
        return work.submit(() -> {
            UserRecord record = directory.users(Set.of(user)).get(user);
            if (record == null) {
                throw new IllegalStateException("no sample user " + user);
            }
            return tokens.make(user, record, Instant.now());
        });
    }

    private CompletionStage<Map<PrimaryKey, DemoLinks.Sight>> sight(Set<PrimaryKey> users) {
        return work.submit(() -> {
            Map<PrimaryKey, DemoLinks.Sight> sight = new HashMap<>();
            List<ContentType> types = directory.contentTypes();
            directory.accounts(users).forEach((id, account) -> sight.put(id, sight(account, types)));
            return sight;
        });
    }

    private static DemoLinks.Sight sight(UserDirectory.Account account, List<ContentType> types) {
        boolean superuser = account.user().superuser();
        Set<String> granted = account.rights().permissions();
        return new DemoLinks.Sight(
                superuser,
                types.stream()
                        .filter(type ->
                                superuser || ViewOrChange.of(type).stream().anyMatch(granted::contains))
                        .map(ContentType::id)
                        .collect(Collectors.toSet()));
    }

    private static CompletionStage<DemoLinks.Numbers> numbers(Gateway gateway) {
        Registry registry = gateway.registry();
        return registry.audiences()
                .thenApply(audiences -> new DemoLinks.Numbers(
                        registry.sum(LoopShard::subscriberCount),
                        audiences,
                        gateway.eventsReceived(),
                        registry.sum(shard -> shard.counters().written.get()),
                        registry.sum(shard -> shard.counters().shedTotal())));
    }

    private static CompletionStage<DemoLinks.Matched> publish(Gateway gateway, byte[] payload) {
        return gateway.publisher().publish(payload).thenApply(outcome -> switch (outcome) {
            case Publisher.Outcome.Published published ->
                new DemoLinks.Matched(published.audiences(), published.connections());
            case Publisher.Outcome.Refused refused ->
                throw new CompletionException(new IllegalStateException(refused.problem()));
        });
    }

    private void endParts() throws IOException {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }

    @Override
    public void close() throws IOException {
        endParts();
        site.close();
    }
}
