package dev.carillon.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.gateway.e2e.site.ExternalProgram;
import dev.carillon.gateway.e2e.site.Surroundings;
import dev.carillon.gateway.testing.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** A real Prometheus of the test's own that scrapes one gateway every second and evaluates its rules. */
final class PrometheusServer implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final int port = Surroundings.freePort();
    private final ExternalProgram program;

    /** What it writes goes into the folder. */
    PrometheusServer(Path folder, InetSocketAddress gateway, Path rules) throws IOException {
        Path config = Files.writeString(folder.resolve("prometheus.yml"), """
                global:
                  scrape_interval: 1s
                  scrape_timeout: 1s
                  evaluation_interval: 1s
                rule_files: ['%s']
                scrape_configs:
                  - job_name: carillon
                    static_configs:
                      - targets: ['127.0.0.1:%d']
                """.formatted(rules, gateway.getPort()));
        program = ExternalProgram.start(
                "prometheus",
                folder,
                Map.of(),
                List.of(
                        program("prometheus").toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port));
        program.await(this::isReady);
    }

    /** Of Debian's package; without it the test is skipped, or fails where {@code carillon.require} is true. */
    static Path program(String name) {
        return Programs.onPath(name).orElseGet(() -> {
            Surroundings.missing("needs prometheus and promtool on the path (Debian: prometheus)");
            throw new AssertionError("not reached");
        });
    }

    private boolean isReady() throws IOException {
        URI ready = URI.create("http://127.0.0.1:" + port + "/-/ready");
        return ((HttpURLConnection) ready.toURL().openConnection()).getResponseCode() == 200;
    }

    /** The value of an expression of PromQL that gives one number now; empty while it gives none. */
    OptionalDouble query(String expression) {
        JsonNode result = api("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .path("result");
        if (result.size() > 1) {
            throw new AssertionError(expression + " gives more than one: " + result);
        }
        return result.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        Double.parseDouble(result.get(0).path("value").path(1).asText()));
    }

    /** The names of its alerts' rules, with what it thinks of each: ok, or err. */
    Map<String, String> rules() {
        Map<String, String> health = new TreeMap<>();
        for (JsonNode group : api("rules").path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                health.put(rule.path("name").asText(), rule.path("health").asText());
            }
        }
        return health;
    }

    private JsonNode api(String call) {
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/" + call);
        try (InputStream body = uri.toURL().openStream()) {
            return JSON.readTree(body).path("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
