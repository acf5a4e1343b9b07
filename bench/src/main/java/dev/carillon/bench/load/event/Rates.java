package dev.carillon.bench.load.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@code --rate} takes: a rate, a list of rates ({@code 100,200,400}), or a ramp from one to another by steps
 * ({@code 100..500+100}) or by factors ({@code 100..1600*2}).
 */
public final class Rates {
    private static final int MOST = 200;
    private static final String NUMBER = "(\\d{1,9}(?:\\.\\d{1,6})?)";
    private static final Pattern RAMP = Pattern.compile(NUMBER + "\\.\\." + NUMBER + "([+*])" + NUMBER);
    private static final Pattern LIST = Pattern.compile(NUMBER + "(?:," + NUMBER + ")*");
    private static final String FORM =
            "write events a second, like 500, a list like 100,200,400, or a ramp like 100..500+100 or 100..1600*2";

    private Rates() {}

    /** @throws IllegalArgumentException saying what to write */
    public static List<Double> parse(String text) {
        String compact = text.replace(" ", "");
        Matcher ramp = RAMP.matcher(compact);
        List<Double> rates;
        if (ramp.matches()) {
            rates = ramp(
                    Double.parseDouble(ramp.group(1)),
                    Double.parseDouble(ramp.group(2)),
                    ramp.group(3).equals("*"),
                    Double.parseDouble(ramp.group(4)));
        } else if (LIST.matcher(compact).matches()) {
            rates = Arrays.stream(compact.split(",", -1)).map(Double::valueOf).toList();
        } else {
            throw new IllegalArgumentException("'" + text + "' is no rate: " + FORM);
        }
        if (rates.stream().anyMatch(rate -> rate <= 0)) {
            throw new IllegalArgumentException("a rate must be above 0");
        }
        return rates;
    }

    private static List<Double> ramp(double from, double to, boolean geometric, double by) {
        if (from <= 0 || (geometric ? by <= 1 : by <= 0) || to < from) {
            throw new IllegalArgumentException("a ramp must rise: " + FORM);
        }
        List<Double> rates = new ArrayList<>();
        // A little above the end: 0.1 + 0.2 is more than 0.3.
        for (double rate = from; rate <= to * (1 + 1e-9); rate = geometric ? rate * by : rate + by) {
            rates.add(rate);
            if (rates.size() > MOST) {
                throw new IllegalArgumentException("a ramp may have " + MOST + " steps at most");
            }
        }
        return rates;
    }
}
