package dev.carillon.bench.load.run;

import dev.carillon.bench.load.measure.Counts;
import dev.carillon.bench.load.report.Report.Second;
import java.io.PrintWriter;
import java.util.Locale;

/** Tells how a run is going: one line that is written over at a terminal, else a line every few seconds. */
public final class Progress {
    private static final int LINES_APART_SECONDS = 5;

    private final PrintWriter out;
    private final Mode mode;
    private int width;
    private long lastLine = Long.MIN_VALUE;

    /** Where the lines go. */
    public enum Mode {
        TERMINAL,
        LINES,
        NONE
    }

    public Progress(PrintWriter out, Mode mode) {
        this.out = out;
        this.mode = mode;
    }

    void opening(long second, Counts counts, int wanted) {
        say(second, "connecting  %,d of %,d open, %,d under way", counts.open(), wanted, counts.opening());
    }

    void confirming(long second, Counts counts, long wanted) {
        say(second, "subscribing  %,d of %,d have heard a probe", counts.subscribed(), wanted);
    }

    void running(Second second, double rate, long total) {
        say(
                (long) second.at(),
                "%4.0f s  sent %,d/s of %s/s  received %,d/s (%,d)  p50 %.2f ms  p99 %.2f ms  open %,d",
                second.at(),
                second.sent(),
                rate >= 10 ? String.format(Locale.ROOT, "%,.0f", rate) : String.format(Locale.ROOT, "%.2f", rate),
                second.received(),
                total,
                second.p50(),
                second.p99(),
                second.open());
    }

    void awaiting(long second, Counts counts) {
        say(second, "coming back  %,d are not subscribed again, %,d open", counts.returning(), counts.open());
    }

    void holding(long second, Counts counts) {
        say(second, "%4d s  holding  open %,d  foreign messages %,d", second, counts.open(), counts.foreign());
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation is not on the class path
    private void say(long second, String format, Object... values) {
        String line = String.format(Locale.ROOT, format, values);
        if (mode == Mode.TERMINAL) {
            out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            out.flush();
            width = line.length();
        } else if (mode == Mode.LINES && (lastLine > second || second >= lastLine + LINES_APART_SECONDS)) {
            lastLine = second;
            out.println(line);
        }
    }

    /** What follows begins on a line of its own. */
    void end() {
        if (width > 0) {
            out.println();
            width = 0;
        }
        lastLine = Long.MIN_VALUE;
    }
}
