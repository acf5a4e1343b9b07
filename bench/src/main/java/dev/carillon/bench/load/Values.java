package dev.carillon.bench.load;

import dev.carillon.gateway.settings.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what options take. Each method throws an {@link IllegalArgumentException} that says what to write. */
final class Values {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h|)");
    private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,9})?|\\.\\d{1,9})(%?)");
    private static final Pattern KEYS = Pattern.compile("(\\d{1,18})-(\\d{1,18})");
    private static final int MOST_KEYS = 1_000_000;

    private Values() {}

    static long nanos(String text) {
        Matcher duration = DURATION.matcher(text);
        if (!duration.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no duration: write 500ms, 30s, 2m or 1h");
        }
        double unit = switch (duration.group(2)) {
            case "ms" -> 1e6;
            case "m" -> 60e9;
            case "h" -> 3600e9;
            default -> 1e9;
        };
        return (long) (Double.parseDouble(duration.group(1)) * unit);
    }

    static double share(String text) {
        Matcher share = SHARE.matcher(text);
        if (!share.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no share: write 10% or 0.1");
        }
        double value = Double.parseDouble(share.group(1)) / (share.group(2).isEmpty() ? 1 : 100);
        if (value > 1) {
            throw new IllegalArgumentException("'" + text + "' is more than all");
        }
        return value;
    }

    static int size(String text) {
        long bytes = ByteSize.parse(text).bytes();
        if (bytes > 64 << 20) {
            throw new IllegalArgumentException("'" + text + "' is more than 64MiB");
        }
        return (int) bytes;
    }

    /** Keys as {@code 1,2,7-9}; any text that is no range is a key. */
    static List<String> keys(String text) {
        List<String> keys = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String key = part.strip();
            Matcher range = KEYS.matcher(key);
            if (key.isEmpty()) {
                throw new IllegalArgumentException("'" + text + "' is no list: write 1,2,7-9");
            }
            if (range.matches()) {
                long from = Long.parseLong(range.group(1));
                long to = Long.parseLong(range.group(2));
                if (to < from || to - from >= MOST_KEYS) {
                    throw new IllegalArgumentException("'" + key + "' is no range of up to a million keys");
                }
                for (long each = from; each <= to; each++) {
                    keys.add(Long.toString(each));
                }
            } else {
                keys.add(key);
            }
        }
        return keys;
    }

    static List<Long> types(String text) {
        return keys(text).stream()
                .map(key -> {
                    if (!key.matches("\\d{1,18}")) {
                        throw new IllegalArgumentException("'" + key + "' is no content type's id");
                    }
                    return Long.valueOf(key);
                })
                .toList();
    }
}
