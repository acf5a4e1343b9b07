package dev.carillon.gateway;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.command.Seams;
import dev.carillon.gateway.config.ConfigReader;
import dev.carillon.gateway.config.GatewayConfig;
import dev.carillon.gateway.demo.SampleSite;
import dev.carillon.gateway.e2e.site.ExternalProgram;
import dev.carillon.gateway.e2e.site.Surroundings;
import dev.carillon.gateway.testing.RedisServer;
import dev.carillon.gateway.testing.TextClient;
import dev.carillon.gateway.transport.ListenAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Prometheus makes of a gateway with a Redis, and of the rules in ops/prometheus. */
@SuppressWarnings("NullAway.Init")
final class PrometheusIT {
    private static final Path RULES =
            Surroundings.site().resolveSibling("prometheus").resolve("carillon.rules.yml");
    private static final Pattern EXPORTED = Pattern.compile("^([a-z_]+)(?:\\{.*})? \\S+$", Pattern.MULTILINE);
    private static final Pattern NAMED = Pattern.compile("\\b(?:carillon|process|jvm)_\\w+");
    private static final String UNACCOUNTED = "carillon_deliveries_matched_total - carillon_deliveries_total"
            + " - ignoring(reason) sum without (reason) (carillon_deliveries_shed_total)";

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Path folder;
    private Path promtool;
    private GatewayConfig config;
    private Gateway gateway;

    @BeforeEach
    void open() throws Exception {
        promtool = PrometheusServer.program("promtool");
        // New each time: Prometheus goes on with what an earlier one has stored.
        folder = Files.createTempDirectory(Surroundings.target(), "prometheus-");
        SampleSite site = opening(SampleSite.create(folder));
        RedisServer redis = opening(RedisServer.start());
        config = ConfigReader.read(
                        null,
                        Map.of(
                                "CARILLON_LISTEN",
                                "127.0.0.1:0",
                                "CARILLON_ADMIN_LISTEN",
                                "127.0.0.1:0",
                                "CARILLON_SHUTDOWN_DRAIN",
                                "100ms",
                                "CARILLON_REDIS_URL",
                                redis.url(),
                                "CARILLON_DJANGO_SECRET_KEY",
                                site.secretKey().revealText(),
                                "CARILLON_DJANGO_DATABASE",
                                site.databaseUrl().revealText()))
                .config();
        gateway = opening(Gateway.start(config));
        eventually("the gateway is ready", () -> gateway.readiness().isReady());
    }

    private <T extends AutoCloseable> T opening(T resource) {
        opened.push(resource);
        return resource;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    @Test
    void prometheus_scrapes_it_and_can_account_for_every_delivery() throws Exception {
        PrometheusServer prometheus = opening(new PrometheusServer(folder, gateway.adminAddress(), RULES));
        awaitValue(prometheus, "up", 1);
        awaitValue(prometheus, "carillon_ready", 1);
        awaitValue(prometheus, "sum(carillon_deliveries_total)", 0);
        TextClient root = opening(client("1"));
        TextClient victor = opening(client("3"));
        TextClient nora = opening(client("4"));
        awaitValue(prometheus, "carillon_connections{state=\"live\"}", 3);
        for (int i = 0; i < 10; i++) {
            assertThat(publish(9)).contains("\"connections\": 2");
            assertThat(publish(7)).contains("\"connections\": 1");
        }
        eventually("20 events at root's", () -> root.received().size() == 20);
        eventually("10 events at victor's", () -> victor.received().size() == 10);
        assertThat(nora.received()).isEmpty();
        awaitValue(prometheus, "carillon_deliveries_total", 30);
        awaitValue(prometheus, "carillon_deliveries_matched_total", 30);
        awaitValue(prometheus, UNACCOUNTED, 0);
        awaitValue(prometheus, "carillon_deliveries_pending", 0);
        awaitValue(prometheus, "carillon_events_received_total", 20);
        eventually(
                "all rules were evaluated",
                () -> Set.copyOf(prometheus.rules().values()).equals(Set.of("ok")));
        assertThat(prometheus.rules()).hasSize(9);
        assertThat(prometheus.query("sum(ALERTS{alertstate=\"firing\"})")).isEmpty();
    }

    @Test
    void its_metrics_are_named_as_prometheus_would_have_them() throws Exception {
        Path scrape = Files.writeString(folder.resolve("scrape.txt"), scrape());
        assertThat(promtool("/bin/sh", "-c", "\"$0\" check metrics < \"$1\"", promtool.toString(), scrape.toString()))
                .isEmpty();
    }

    @Test
    void the_rules_are_sound_and_fire_when_they_should() {
        assertThat(promtool(promtool.toString(), "check", "rules", RULES.toString()))
                .contains("SUCCESS: 9 rules found");
        Path tests = RULES.resolveSibling("carillon.rules.test.yml");
        assertThat(promtool(promtool.toString(), "test", "rules", tests.toString()))
                .contains("SUCCESS");
    }

    @Test
    void every_metric_that_a_rule_names_is_exported_from_the_start() throws Exception {
        Set<String> exported = EXPORTED.matcher(scrape())
                .results()
                .map(line -> line.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        String rules = Files.readString(RULES, UTF_8);
        Set<String> named =
                NAMED.matcher(rules).results().map(MatchResult::group).collect(Collectors.toSet());
        assertThat(named).hasSizeGreaterThan(9);
        assertThat(exported).containsAll(named);
    }

    private static void awaitValue(PrometheusServer prometheus, String expression, double value) {
        eventually(
                expression + " is " + value, () -> prometheus.query(expression).orElse(Double.NaN) == value);
    }

    private TextClient client(String user) throws Exception {
        String token = Wiring.seams().tokens().make(config, new Seams.User(user, null), null);
        return new TextClient(
                URI.create("ws://" + ListenAddress.format(gateway.addresses().getFirst()) + "/"), token);
    }

    private String publish(long contentType) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(admin("events"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"content_type_id\": " + contentType + "}"))
                .build());
    }

    private String scrape() throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(admin("metrics")).build());
    }

    private URI admin(String path) {
        return URI.create("http://" + ListenAddress.format(gateway.adminAddress()) + "/" + path);
    }

    private static String send(HttpRequest request) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return response.body();
        }
    }

    private String promtool(String... command) {
        return ExternalProgram.run("promtool", folder, Map.of(), List.of(command));
    }
}
