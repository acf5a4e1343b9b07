package dev.carillon.bench.load.report;

import java.util.List;

/**
 * A chart of lines, before it is drawn.
 *
 * @param logarithmic whether the vertical axis is
 * @param ticks of the horizontal axis
 */
record Chart(String title, String unit, boolean logarithmic, String axis, List<Tick> ticks, List<Series> series) {
    Chart {
        ticks = List.copyOf(ticks);
        series = List.copyOf(series);
    }

    /** A place on the horizontal axis, and what stands there. */
    record Tick(double at, String label) {}

    /** A line with its name in the legend. */
    record Series(String name, List<Place> places) {
        Series {
            places = List.copyOf(places);
        }
    }

    /** A point. */
    record Place(double x, double y) {}

    double leastX() {
        return ticks.getFirst().at();
    }

    double mostX() {
        double last = ticks.getLast().at();
        double most = series.stream()
                .flatMap(each -> each.places().stream())
                .mapToDouble(Place::x)
                .max()
                .orElse(last);
        return Math.max(last, most);
    }

    double mostY() {
        return series.stream()
                .flatMap(each -> each.places().stream())
                .mapToDouble(Place::y)
                .max()
                .orElse(1);
    }

    /** Above 0, for a logarithmic axis. */
    double leastY() {
        return series.stream()
                .flatMap(each -> each.places().stream())
                .mapToDouble(Place::y)
                .filter(y -> y > 0)
                .min()
                .orElse(1);
    }
}
