package dev.carillon.gateway.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.gateway.config.EffectiveConfig.Given;
import dev.carillon.gateway.settings.ByteSize;
import dev.carillon.gateway.settings.Secret;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns what was written into a setting's type, and back. What cannot be read is an IllegalArgumentException whose
 * message tells what to write instead, and never shows a secret.
 */
final class SettingValue {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d|)");
    private static final JsonMapper JSON = new JsonMapper();

    private SettingValue() {}

    static @Nullable Object fallback(Schema.Entry entry) {
        return parse(entry, new Given("default", entry.setting().fallback(), null));
    }

    static @Nullable Object parse(Schema.Entry entry, Given given) {
        if (entry.isList()) {
            return list(entry, given);
        }
        String text = given.text();
        if (given.items() != null) {
            throw new IllegalArgumentException("takes one value, not a list");
        }
        if (text == null || text.isEmpty()) {
            return absent(entry, text);
        }
        if (entry.type() == Duration.class && text.strip().equalsIgnoreCase("none")) {
            return none(entry);
        }
        return scalar(entry.type(), text);
    }

    private static @Nullable Object absent(Schema.Entry entry, @Nullable String text) {
        if (entry.isNullable()) {
            return null;
        }
        if (text != null && entry.type() == String.class) {
            return text;
        }
        throw new IllegalArgumentException("has no value: give it one, or leave it out for the default");
    }

    private static @Nullable Object none(Schema.Entry entry) {
        if (entry.isNullable()) {
            return null;
        }
        throw new IllegalArgumentException("cannot be none: write a duration like 500ms, 20s, 1m or 1h");
    }

    private static List<?> list(Schema.Entry entry, Given given) {
        Stream<String> items = given.items() != null
                ? given.items().stream()
                : given.text() == null ? Stream.empty() : split(given.text());
        return items.map(item -> scalar(entry.type(), item)).toList();
    }

    /** A JSON array, for items that hold commas; else parted by commas. An IPv6 address in brackets is no JSON. */
    private static Stream<String> split(String text) {
        if (text.stripLeading().startsWith("[")) {
            try {
                return Arrays.stream(JSON.readValue(text, String[].class));
            } catch (JsonProcessingException notJson) {
                return commaSeparated(text);
            }
        }
        return commaSeparated(text);
    }

    private static Stream<String> commaSeparated(String text) {
        return Pattern.compile(",").splitAsStream(text).map(String::strip).filter(item -> !item.isEmpty());
    }

    private static Object scalar(Class<?> type, String text) {
        if (type == Secret.class) {
            return Secret.of(text);
        }
        if (type == String.class) {
            return text;
        }
        String word = text.strip();
        if (type == int.class) {
            return Math.toIntExact(wholeNumber(word, Integer.MAX_VALUE));
        }
        if (type == long.class) {
            return wholeNumber(word, Long.MAX_VALUE);
        }
        if (type == boolean.class) {
            return truth(word);
        }
        if (type == Duration.class) {
            return duration(word);
        }
        if (type == ByteSize.class) {
            return size(word);
        }
        if (type == ZoneId.class) {
            return zone(word);
        }
        return constant(type, word);
    }

    private static long wholeNumber(String word, long most) {
        try {
            long number = Long.parseLong(word);
            if (Math.abs(number) <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + word + "' is not a whole number", e);
        }
        throw new IllegalArgumentException(word + " is too large: at most " + most);
    }

    private static boolean truth(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw new IllegalArgumentException("'" + word + "' is neither true nor false");
        };
    }

    private static Duration duration(String word) {
        Matcher matcher = DURATION.matcher(word);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + word + "' is not a duration: write one like 500ms, 20s, 1m or 1h; a bare number is seconds");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> Duration.ofSeconds(amount);
        };
    }

    private static ByteSize size(String word) {
        try {
            return ByteSize.parse(word);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + word + "' is too large", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + word + "' is " + e.getMessage(), e);
        }
    }

    private static ZoneId zone(String word) {
        try {
            return ZoneId.of(word);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + word + "' is not a time zone: write one like Europe/Paris", e);
        }
    }

    private static Object constant(Class<?> type, String word) {
        Object[] constants = type.getEnumConstants();
        if (constants == null) {
            throw new IllegalStateException("settings of " + type + " cannot be read");
        }
        return Arrays.stream(constants)
                .filter(constant -> format(constant).equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is not one of "
                        + Arrays.stream(constants).map(SettingValue::format).collect(Collectors.joining(", "))));
    }

    /** As it would be written; secrets hidden. */
    static String format(@Nullable Object value) {
        return switch (value) {
            case null -> "none";
            case Duration duration -> duration(duration);
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
            default -> value.toString();
        };
    }

    private static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
