package dev.carillon.bench.load.gateway;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The gateway's account, as its metrics tell it.
 *
 * @param shed by reason
 * @param subscribed connections, live and parked
 */
public record GatewayCounters(
        long matched, long written, SortedMap<String, Long> shed, long pending, long subscribed, long malformed) {
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? ([-+0-9.eE]+|NaN|[-+]?Inf)(?: .*)?");
    private static final Pattern REASON = Pattern.compile("reason=\"([^\"]*)\"");
    private static final Pattern STANDING = Pattern.compile("state=\"(live|parked)\"");

    static final GatewayCounters NONE = new GatewayCounters(0, 0, Collections.emptySortedMap(), 0, 0, 0);

    /**
     * Reads Prometheus' text format.
     *
     * @throws IllegalArgumentException if these are not a gateway's metrics
     */
    static GatewayCounters parse(String text) {
        GatewayCounters counters = NONE;
        boolean known = false;
        for (String line : text.split("\n", -1)) {
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches() && sample.group(1).startsWith("carillon_")) {
                GatewayCounters one = of(sample);
                known |= sample.group(1).equals("carillon_deliveries_matched_total");
                counters = counters.plus(one);
            }
        }
        if (!known) {
            throw new IllegalArgumentException("there is no carillon_deliveries_matched_total among the metrics");
        }
        return counters;
    }

    private static GatewayCounters of(Matcher sample) {
        String labels = sample.group(2) == null ? "" : sample.group(2);
        long value = (long) Double.parseDouble(sample.group(3).replace("Inf", "Infinity"));
        SortedMap<String, Long> none = Collections.emptySortedMap();
        return switch (sample.group(1)) {
            case "carillon_deliveries_matched_total" -> new GatewayCounters(value, 0, none, 0, 0, 0);
            case "carillon_deliveries_total" -> new GatewayCounters(0, value, none, 0, 0, 0);
            case "carillon_deliveries_pending" -> new GatewayCounters(0, 0, none, value, 0, 0);
            case "carillon_events_malformed_total" -> new GatewayCounters(0, 0, none, 0, 0, value);
            case "carillon_connections" ->
                new GatewayCounters(0, 0, none, 0, STANDING.matcher(labels).find() ? value : 0, 0);
            case "carillon_deliveries_shed_total" -> {
                Matcher reason = REASON.matcher(labels);
                SortedMap<String, Long> shed = new TreeMap<>();
                shed.put(reason.find() ? reason.group(1) : "unknown", value);
                yield new GatewayCounters(0, 0, shed, 0, 0, 0);
            }
            default -> NONE;
        };
    }

    /** Also of several gateways. */
    GatewayCounters plus(GatewayCounters other) {
        SortedMap<String, Long> sum = new TreeMap<>(shed);
        other.shed.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
        return new GatewayCounters(
                matched + other.matched,
                written + other.written,
                sum,
                pending + other.pending,
                subscribed + other.subscribed,
                malformed + other.malformed);
    }

    /** What was added since; the gauges as they are now. */
    GatewayCounters since(GatewayCounters earlier) {
        SortedMap<String, Long> difference = new TreeMap<>(shed);
        earlier.shed.forEach((reason, count) -> difference.merge(reason, -count, Long::sum));
        return new GatewayCounters(
                matched - earlier.matched,
                written - earlier.written,
                difference,
                pending,
                subscribed,
                malformed - earlier.malformed);
    }

    /** Of all reasons. */
    public long shedInAll() {
        return shed.values().stream().mapToLong(Long::longValue).sum();
    }
}
