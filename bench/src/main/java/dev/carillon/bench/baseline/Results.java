package dev.carillon.bench.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads JMH's result file ({@code -rf json}). */
final class Results {
    private static final String ALLOCATION = "gc.alloc.rate.norm";
    private static final String PACKAGE = "dev.carillon.bench.";

    private Results() {}

    /**
     * By their names.
     *
     * @throws IOException when the file cannot be read, or is not JMH's
     */
    static Map<String, Measurement> read(Path file) throws IOException {
        JsonNode runs = new ObjectMapper().readTree(file.toFile());
        if (!runs.isArray()) {
            throw new IOException(file + " is not a result file of JMH");
        }
        Map<String, Measurement> results = new TreeMap<>();
        for (JsonNode run : runs) {
            if (!run.has("benchmark") || !run.has("primaryMetric")) {
                throw new IOException(file + " is not a result file of JMH");
            }
            Measurement measurement = measurement(run);
            results.put(measurement.name(), measurement);
        }
        return results;
    }

    private static Measurement measurement(JsonNode run) {
        return new Measurement(
                name(run),
                length(run),
                run.path("mode").asText().equals("thrpt"),
                figure(run.path("primaryMetric")),
                allocation(run.path("secondaryMetrics")));
    }

    private static String name(JsonNode run) {
        String method = run.path("benchmark").asText();
        String shortened = method.startsWith(PACKAGE) ? method.substring(PACKAGE.length()) : method;
        String parameters = run.path("params").properties().stream()
                .map(parameter ->
                        parameter.getKey() + "=" + parameter.getValue().asText())
                .sorted()
                .collect(Collectors.joining(" "));
        return parameters.isEmpty() ? shortened : shortened + " " + parameters;
    }

    private static String length(JsonNode run) {
        return run.path("forks").asText() + " forks, "
                + run.path("warmupIterations").asText() + " x "
                + run.path("warmupTime").asText() + " to warm up, "
                + run.path("measurementIterations").asText() + " x "
                + run.path("measurementTime").asText();
    }

    private static @Nullable Figure allocation(JsonNode secondary) {
        for (Map.Entry<String, JsonNode> metric : secondary.properties()) {
            // Older versions of JMH put a dot before it.
            if (metric.getKey().endsWith(ALLOCATION)) {
                return figure(metric.getValue());
            }
        }
        return null;
    }

    private static Figure figure(JsonNode metric) {
        // An error that cannot be told is the text "NaN".
        return new Figure(
                metric.path("score").asDouble(),
                metric.path("scoreError").asDouble(Double.NaN),
                metric.path("scoreUnit").asText());
    }
}
