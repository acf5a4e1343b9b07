package dev.carillon.bench.baseline;

import java.util.Locale;

/**
 * A measured mean, and how far the true one may be from it.
 *
 * @param error half of the confidence interval; not a number where too few were measured to tell
 */
record Figure(double mean, double error, String unit) {
    boolean hasError() {
        return !Double.isNaN(error);
    }

    double low() {
        return mean - error;
    }

    double high() {
        return mean + error;
    }

    String format() {
        return digits(mean) + " ± " + (hasError() ? digits(error) : "?") + " " + unit;
    }

    private static String digits(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 1000 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }
}
