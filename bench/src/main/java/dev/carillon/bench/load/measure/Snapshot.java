package dev.carillon.bench.load.measure;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What some connections have seen since they began.
 *
 * @param refused openings that failed, by reason
 * @param ended connections that ended otherwise than by their own will, by reason
 * @param storm how those came back that had left all at once
 */
public record Snapshot(
        Counts counts,
        SortedMap<String, Long> refused,
        SortedMap<String, Long> ended,
        Latencies latencies,
        Storm storm,
        Effort effort) {

    /** Its encoding, for another process. */
    public Message encode() {
        return new Message(counts, refused, ended, latencies.encode(), storm, effort);
    }

    /** A snapshot as it travels between processes. */
    public record Message(
            Counts counts,
            SortedMap<String, Long> refused,
            SortedMap<String, Long> ended,
            List<String> latencies,
            Storm storm,
            Effort effort) {
        public Snapshot decode() {
            return new Snapshot(counts, refused, ended, Latencies.decode(latencies), storm, effort);
        }
    }

    /** The sum of two that see different connections. */
    public Snapshot plus(Snapshot other) {
        Latencies all = new Latencies(latencies.steps());
        all.add(latencies);
        all.add(other.latencies);
        return new Snapshot(
                counts.plus(other.counts),
                sum(refused, other.refused),
                sum(ended, other.ended),
                all,
                storm.plus(other.storm),
                effort.plus(other.effort));
    }

    public Snapshot with(Effort all) {
        return new Snapshot(counts, refused, ended, latencies, storm, all);
    }

    /** The sums by key. */
    public static SortedMap<String, Long> sum(SortedMap<String, Long> one, SortedMap<String, Long> other) {
        SortedMap<String, Long> sum = new TreeMap<>(one);
        other.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
        return sum;
    }
}
