package dev.carillon.bench.baseline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Two sets of measurements, line by line. Something is worse (or better) only when the means differ by more than the
 * tolerance, and the confidence intervals do not touch: noise alone does neither. Without an interval nothing can be said.
 */
final class Comparison {
    /** Bytes an operation that are no finding: what the measuring itself allocates. */
    private static final double LEAST_BYTES = 0.5;

    private final double tolerance;
    private final List<Line> lines = new ArrayList<>();

    /** @param tolerance as a share: 0.1 lets everything be a tenth worse */
    Comparison(Map<String, Measurement> baseline, Map<String, Measurement> now, double tolerance) {
        this.tolerance = tolerance;
        TreeSet<String> names = new TreeSet<>(baseline.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            compare(name, baseline.get(name), now.get(name));
        }
    }

    /** What became of a figure. */
    enum Change {
        SLOWER("SLOWER"),
        MORE_GARBAGE("ALLOCATES MORE"),
        FASTER("faster"),
        LESS_GARBAGE("allocates less"),
        ALIKE("alike"),
        UNTOLD("cannot be told: too short to know the error"),
        NEW("new"),
        NOT_MEASURED("not measured now");

        private final String words;

        Change(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        boolean isWorse() {
            return this == SLOWER || this == MORE_GARBAGE;
        }
    }

    /** A benchmark's time or its garbage, before and now. */
    record Line(
            String name, @Nullable Figure before, @Nullable Figure now, Change change) {}

    List<Line> lines() {
        return lines;
    }

    long count(Change change) {
        return lines.stream().filter(line -> line.change() == change).count();
    }

    /** Whether everything that is in both could be compared. */
    boolean isTold() {
        return count(Change.UNTOLD) == 0;
    }

    boolean isWorse() {
        return lines.stream().anyMatch(line -> line.change().isWorse());
    }

    private void compare(String name, @Nullable Measurement before, @Nullable Measurement now) {
        if (before == null) {
            lines.add(new Line(name, null, Objects.requireNonNull(now).score(), Change.NEW));
        } else if (now == null) {
            lines.add(new Line(name, before.score(), null, Change.NOT_MEASURED));
        } else {
            lines.add(new Line(name, before.score(), now.score(), speed(before, now)));
            if (before.allocation() != null && now.allocation() != null) {
                lines.add(garbage(name, before.allocation(), now.allocation()));
            }
        }
    }

    private Change speed(Measurement before, Measurement now) {
        if (!before.score().hasError() || !now.score().hasError()) {
            return Change.UNTOLD;
        }
        boolean more = isMore(before.score(), now.score());
        boolean less = isMore(now.score(), before.score());
        if (before.moreIsBetter()) {
            return more ? Change.FASTER : less ? Change.SLOWER : Change.ALIKE;
        }
        return more ? Change.SLOWER : less ? Change.FASTER : Change.ALIKE;
    }

    private Line garbage(String name, Figure before, Figure now) {
        boolean far = Math.abs(now.mean() - before.mean()) > LEAST_BYTES;
        if (far && !(before.hasError() && now.hasError())) {
            return new Line(name, before, now, Change.UNTOLD);
        }
        Change change = far && isMore(before, now)
                ? Change.MORE_GARBAGE
                : far && isMore(now, before) ? Change.LESS_GARBAGE : Change.ALIKE;
        return new Line(name, before, now, change);
    }

    private boolean isMore(Figure less, Figure more) {
        return more.mean() > less.mean() * (1 + tolerance) && more.low() > less.high();
    }
}
