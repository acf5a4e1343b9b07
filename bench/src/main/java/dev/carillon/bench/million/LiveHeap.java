package dev.carillon.bench.million;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What is reachable on the heap, counted by the JVM after a full collection.
 *
 * @param bytes in all
 * @param byClass bytes of each class
 */
record LiveHeap(long bytes, Map<String, Long> byClass) {
    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");

    /** Collects, and counts; takes seconds for a large heap. */
    static LiveHeap count() {
        try {
            Object histogram = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            return parse(String.valueOf(histogram));
        } catch (JMException e) {
            throw new IllegalStateException("this JVM does not count its heap", e);
        }
    }

    static LiveHeap parse(String histogram) {
        long bytes = 0;
        Map<String, Long> byClass = new HashMap<>();
        for (String line : histogram.lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                long size = Long.parseLong(matcher.group(2));
                bytes += size;
                byClass.merge(matcher.group(3), size, Long::sum);
            }
        }
        return new LiveHeap(bytes, Map.copyOf(byClass));
    }

    /** What was added since. */
    LiveHeap since(LiveHeap before) {
        Map<String, Long> added = new HashMap<>();
        byClass.forEach((name, size) -> added.put(name, size - before.byClass.getOrDefault(name, 0L)));
        return new LiveHeap(bytes - before.bytes, Map.copyOf(added));
    }

    /** Bytes of the classes with such names. */
    long bytes(Predicate<String> names) {
        return byClass.entrySet().stream()
                .filter(each -> names.test(each.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Bytes of a class for each of so many. */
    double each(String className, int count) {
        return (double) byClass.getOrDefault(className, 0L) / count;
    }

    double each(int count) {
        return (double) bytes / count;
    }
}
