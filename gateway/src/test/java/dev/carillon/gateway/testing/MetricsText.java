package dev.carillon.gateway.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Metrics read by the rules of Prometheus' text format 0.0.4; what breaks them is an error.
 *
 * @param types of each family
 */
public record MetricsText(List<Sample> samples, Map<String, String> types) {
    private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)");
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? ([-+]?(?:[0-9.]+(?:[eE][-+]?[0-9]+)?|Inf)|NaN)( [0-9]+)?");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\",?");
    private static final Set<String> KINDS = Set.of("counter", "gauge", "histogram", "summary", "untyped");
    private static final Pattern SUFFIX = Pattern.compile("_(bucket|sum|count|total|max)$");

    /** One value. */
    public record Sample(String name, Map<String, String> labels, double value) {}

    public static MetricsText parse(String text) {
        if (!text.endsWith("\n")) {
            throw new AssertionError("the last line must end with a newline");
        }
        List<Sample> samples = new ArrayList<>();
        Map<String, String> types = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("#")) {
                comment(line, types);
            } else {
                Sample sample = sample(line);
                if (!seen.add(sample.name() + sample.labels())) {
                    throw new AssertionError("twice: " + line);
                }
                family(sample.name(), types);
                samples.add(sample);
            }
        }
        return new MetricsText(samples, types);
    }

    private static void comment(String line, Map<String, String> types) {
        Matcher comment = COMMENT.matcher(line);
        if (!comment.matches()) {
            throw new AssertionError("not HELP or TYPE: " + line);
        }
        if (comment.group(1).equals("TYPE")) {
            if (!KINDS.contains(comment.group(3)) || types.put(comment.group(2), comment.group(3)) != null) {
                throw new AssertionError("a bad or second TYPE: " + line);
            }
        }
    }

    private static Sample sample(String line) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            throw new AssertionError("not a sample: " + line);
        }
        Map<String, String> labels = new HashMap<>();
        String text = sample.group(2) == null ? "" : sample.group(2);
        Matcher label = LABEL.matcher(text);
        int end = 0;
        while (label.find() && label.start() == end) {
            labels.put(label.group(1), label.group(2));
            end = label.end();
        }
        if (end != text.length()) {
            throw new AssertionError("bad labels: " + line);
        }
        String value = sample.group(3).replace("Inf", "Infinity");
        return new Sample(sample.group(1), labels, Double.parseDouble(value));
    }

    private static void family(String name, Map<String, String> types) {
        if (!types.containsKey(name) && !types.containsKey(SUFFIX.matcher(name).replaceFirst(""))) {
            throw new AssertionError("no TYPE for " + name);
        }
    }

    /** The sum over all samples of this name whose labels hold these pairs, like {@code reason=closed}. */
    public double sum(String name, String... labels) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name))
                .filter(sample -> List.of(labels).stream().allMatch(pair -> has(sample, pair)))
                .mapToDouble(Sample::value)
                .sum();
    }

    private static boolean has(Sample sample, String pair) {
        int at = pair.indexOf('=');
        return pair.substring(at + 1).equals(sample.labels().get(pair.substring(0, at)));
    }
}
