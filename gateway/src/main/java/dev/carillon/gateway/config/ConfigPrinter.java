package dev.carillon.gateway.config;

import dev.carillon.gateway.settings.Secret;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints the effective configuration as YAML, each value with its source. Secrets are hidden. */
public final class ConfigPrinter {
    private static final Set<String> URLS = Set.of("django.database", "redis.url");
    private static final String HIDDEN = "********";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./][A-Za-z0-9_./:@+-]*(?<!:)");
    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("([?&][^=&]*(?:pass|secret|token|key)[^=&]*=)[^&]*", Pattern.CASE_INSENSITIVE);
    private static final int COMMENT_COLUMN = 44;

    private ConfigPrinter() {}

    public static String print(EffectiveConfig effective) {
        StringBuilder out = new StringBuilder();
        String group = "";
        for (Schema.Entry entry : ConfigReader.SCHEMA.entries()) {
            if (!entry.group().equals(group)) {
                // A group within a group stands below it, after the keys of that one's own.
                String above = entry.group().startsWith(group + ".") ? group + "." : "";
                out.append(above.isEmpty() ? "\n" : "  ");
                group = entry.group();
                out.append(group.substring(above.length())).append(":\n");
            }
            StringBuilder line = new StringBuilder(group.isEmpty() ? "" : group.contains(".") ? "    " : "  ")
                    .append(entry.name())
                    .append(": ")
                    .append(value(entry, entry.value(effective.config())));
            line.repeat(' ', Math.max(1, COMMENT_COLUMN - line.length()))
                    .append("# ")
                    .append(effective.source(entry.key()));
            out.append(line).append('\n');
        }
        return out.toString();
    }

    private static String value(Schema.Entry entry, @Nullable Object value) {
        return switch (value) {
            case null -> entry.type() == String.class ? "\"\"" : entry.isSecret() ? "null" : "none";
            case List<?> items ->
                items.stream().map(item -> value(entry, item)).collect(Collectors.joining(", ", "[", "]"));
            case Secret secret when URLS.contains(entry.key()) -> quoted(hidePassword(secret.revealText()));
            default -> quoted(SettingValue.format(value));
        };
    }

    private static String quoted(String text) {
        return PLAIN.matcher(text).matches()
                ? text
                : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    /**
     * The URL without its password. Passwords are often not escaped as they should be, so all up to the last @ counts as
     * one; what does not look like a URL is hidden whole.
     */
    static String hidePassword(String url) {
        int start = url.indexOf("://");
        if (url.equals("memory:")) {
            return url;
        }
        if (start < 0) {
            return HIDDEN;
        }
        int at = url.startsWith("sqlite") ? -1 : url.lastIndexOf('@');
        String shown = url;
        if (at >= start + 3) {
            int colon = url.indexOf(':', start + 3);
            boolean user = colon >= 0 && colon < at;
            // Redis takes a user part without a colon for the password.
            boolean bare = !user && url.startsWith("redis");
            int from = user ? colon + 1 : bare ? start + 3 : at;
            shown = url.substring(0, from) + (from < at ? HIDDEN : "") + url.substring(at);
        }
        return SECRET_PARAMETER.matcher(shown).replaceAll("$1" + HIDDEN);
    }
}
