package dev.carillon.bench.million;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * What was found.
 *
 * @param deliveryMillis of each event to all, from the bus to the last connection
 * @param moved members of the group whose permission changed
 * @param moveMillis of each change
 * @param left subscribers after all were closed
 */
record Report(
        Crowd crowd,
        double openSeconds,
        Heap heap,
        List<ClassShare> classes,
        List<Double> deliveryMillis,
        long moved,
        List<Double> moveMillis,
        Account account,
        long left) {

    /** Who was there. */
    record Crowd(int subscribers, int groups, int types, int loops, boolean deflate, int eventBytes) {}

    /**
     * Live bytes for each connection.
     *
     * @param subscriber an authenticated one, on a connection in memory
     * @param channel a connection in memory by itself, which no gateway has
     * @param socket a real connection's channel by itself
     */
    record Heap(double subscriber, double channel, double socket) {
        double gateway() {
            return subscriber - channel;
        }

        double real() {
            return gateway() + socket;
        }
    }

    /** Bytes of a class for each subscriber, and for each connection in memory by itself. */
    record ClassShare(String name, double subscriber, double channel) {}

    /** Every delivery. */
    record Account(long matched, long written, long shed, long expectedBytes, long takenBytes) {
        boolean isBalanced() {
            return matched == written + shed && expectedBytes == takenBytes;
        }
    }

    void print(PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%,d subscribers in %d groups over %d content types, on %d loop(s), %s; opened in %.1f s (%,.0f a second)%n",
                crowd.subscribers(),
                crowd.groups(),
                crowd.types(),
                crowd.loops(),
                crowd.deflate() ? "compressed" : "not compressed",
                openSeconds,
                crowd.subscribers() / openSeconds);
        printHeap(out);
        printTimes(out);
        out.printf(
                Locale.ROOT,
                "accounted for             %,d matched = %,d written + %,d shed; %,d bytes taken of %,d%n",
                account.matched(),
                account.written(),
                account.shed(),
                account.takenBytes(),
                account.expectedBytes());
        out.printf(Locale.ROOT, "after closing all         %,d left%n%n", left);
        printClasses(out);
    }

    private void printHeap(PrintWriter out) {
        out.printf(Locale.ROOT, "live heap for each        %,.0f B in memory%n", heap.subscriber());
        out.printf(Locale.ROOT, "  connection in memory    %,.0f B by itself%n", heap.channel());
        out.printf(Locale.ROOT, "  what the gateway adds   %,.0f B%n", heap.gateway());
        out.printf(
                Locale.ROOT,
                "  with a socket instead   %,.0f B: a socket's channel takes %,.0f B by itself%n",
                heap.real(),
                heap.socket());
    }

    private void printTimes(PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "one event to all          %s; %.0f ns a delivery%n",
                spread(deliveryMillis),
                median(deliveryMillis) * 1e6 / crowd.subscribers());
        out.printf(
                Locale.ROOT,
                "one group's permission    %s; %,d moved, %.0f ns each%n",
                spread(moveMillis),
                moved,
                median(moveMillis) * 1e6 / Math.max(1, moved));
    }

    private void printClasses(PrintWriter out) {
        String format = "%-76s %12s %12s%n";
        out.printf(format, "bytes of each class for each", "subscriber", "by itself");
        for (ClassShare share : classes) {
            out.printf(format, share.name(), bytes(share.subscriber()), bytes(share.channel()));
        }
    }

    private static String bytes(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String spread(List<Double> millis) {
        return String.format(
                Locale.ROOT,
                "median %.1f ms (%.1f to %.1f) of %d",
                median(millis),
                millis.stream().mapToDouble(Double::doubleValue).min().orElse(0),
                millis.stream().mapToDouble(Double::doubleValue).max().orElse(0),
                millis.size());
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
    }
}
