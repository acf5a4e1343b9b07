package dev.carillon.bench.load.report;

import dev.carillon.bench.load.report.Chart.Place;
import dev.carillon.bench.load.report.Chart.Series;
import dev.carillon.bench.load.report.Chart.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws a chart as SVG, to stand in a page whose style sheet names the colours {@code s0} to {@code s7}. */
final class ChartSvg {
    private static final int WIDTH = 880;
    private static final int HEIGHT = 300;
    private static final int LEFT = 64;
    private static final int RIGHT = 30;
    private static final int TOP = 34;
    private static final int BOTTOM = 42;
    private static final int LINES = 5;

    private final Chart chart;
    private final double leastY;
    private final double mostY;
    private final StringBuilder svg = new StringBuilder();

    private ChartSvg(Chart chart) {
        this.chart = chart;
        this.leastY = chart.logarithmic() ? Math.pow(10, Math.floor(Math.log10(chart.leastY()))) : 0;
        double most = chart.mostY() <= 0 ? 1 : chart.mostY();
        this.mostY = chart.logarithmic()
                ? Math.max(leastY * 10, Math.pow(10, Math.ceil(Math.log10(most))))
                : Charts.round(most / LINES) * LINES;
    }

    static String draw(Chart chart) {
        ChartSvg drawing = new ChartSvg(chart);
        drawing.open();
        drawing.horizontals();
        drawing.verticals();
        drawing.lines();
        drawing.legend();
        return drawing.svg.append("</svg>\n").toString();
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation is not on the class path
    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private void open() {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                WIDTH, HEIGHT, HtmlReport.escape(chart.title()));
        add("<text class=\"title\" x=\"%d\" y=\"18\">%s</text>", LEFT, HtmlReport.escape(chart.title()));
    }

    private void horizontals() {
        for (double y : gridY()) {
            add("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, WIDTH - RIGHT, y(y), y(y));
            add(
                    "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    LEFT - 6, y(y) + 4, Charts.number(y));
        }
        add("<text class=\"tick\" x=\"6\" y=\"18\">%s</text>", HtmlReport.escape(chart.unit()));
    }

    private List<Double> gridY() {
        List<Double> grid = new ArrayList<>();
        if (chart.logarithmic()) {
            for (double y = leastY; y <= mostY * 1.0001; y *= 10) {
                grid.add(y);
            }
        } else {
            for (int i = 0; i <= LINES; i++) {
                grid.add(mostY * i / LINES);
            }
        }
        return grid;
    }

    private void verticals() {
        for (Tick tick : chart.ticks()) {
            double x = x(tick.at());
            add("<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>", x, x, TOP, HEIGHT - BOTTOM);
            add(
                    "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x, HEIGHT - BOTTOM + 16, HtmlReport.escape(tick.label()));
        }
        add(
                "<text class=\"tick\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                WIDTH - RIGHT, HEIGHT - 8, HtmlReport.escape(chart.axis()));
    }

    private void lines() {
        for (int i = 0; i < chart.series().size(); i++) {
            StringBuilder points = new StringBuilder();
            for (Place place : chart.series().get(i).places()) {
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(place.x()), y(place.y())));
            }
            if (chart.series().get(i).places().size() == 1) {
                Place only = chart.series().get(i).places().getFirst();
                add("<circle class=\"s%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\"/>", i, x(only.x()), y(only.y()));
            }
            add(
                    "<polyline class=\"line s%d\" points=\"%s\"/>",
                    i, points.toString().strip());
        }
    }

    private void legend() {
        if (chart.series().size() < 2) {
            return;
        }
        double x = WIDTH - RIGHT;
        for (int i = chart.series().size() - 1; i >= 0; i--) {
            Series series = chart.series().get(i);
            x -= 22 + 7.0 * series.name().length();
            add("<line class=\"line s%d\" x1=\"%.1f\" x2=\"%.1f\" y1=\"14\" y2=\"14\"/>", i, x, x + 14);
            add("<text class=\"tick\" x=\"%.1f\" y=\"18\">%s</text>", x + 18, HtmlReport.escape(series.name()));
        }
    }

    private double x(double value) {
        double span = Math.max(chart.mostX() - chart.leastX(), 1e-9);
        return LEFT + (value - chart.leastX()) / span * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        double part = chart.logarithmic()
                ? Math.log10(Math.max(value, leastY) / leastY) / Math.log10(mostY / leastY)
                : value / mostY;
        return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM);
    }
}
