package dev.carillon.bench.load.plan;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a client's credential stands.
 *
 * @param name of the header, cookie or query parameter; empty for the first message
 */
public record Placement(Kind kind, String name) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");

    /** The places. */
    public enum Kind {
        MESSAGE,
        HEADER,
        COOKIE,
        QUERY
    }

    /**
     * Reads {@code message}, {@code header}, {@code header:NAME}, {@code cookie:NAME} or {@code query:NAME}.
     *
     * @throws IllegalArgumentException saying what to write
     */
    public static Placement parse(String text) {
        int colon = text.indexOf(':');
        String kind = (colon < 0 ? text : text.substring(0, colon)).toUpperCase(Locale.ROOT);
        String name = colon < 0 ? "" : text.substring(colon + 1);
        return switch (kind) {
            case "MESSAGE" -> new Placement(Kind.MESSAGE, "");
            case "HEADER" -> new Placement(Kind.HEADER, name.isEmpty() ? "Authorization" : checked(name));
            case "COOKIE" -> new Placement(Kind.COOKIE, checked(name));
            case "QUERY" -> new Placement(Kind.QUERY, checked(name));
            default ->
                throw new IllegalArgumentException(
                        "a token stands in: message, header, header:NAME, cookie:NAME or query:NAME");
        };
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name the header, cookie or parameter, as in cookie:sessionid");
        }
        return name;
    }

    /** The request's target, with the token where it belongs there. */
    public String target(String path, String token) {
        if (kind != Kind.QUERY) {
            return path;
        }
        return path + (path.indexOf('?') < 0 ? '?' : '&') + name + '=' + token;
    }

    /** The end of a line and the header line that tells which page sends a cookie, which servers ask for: one of their own host. */
    public String origin(String scheme, String host) {
        return kind == Kind.COOKIE ? "\r\nOrigin: " + (scheme.equals("wss") ? "https" : "http") + "://" + host : "";
    }

    /** The header line for the token, with its line end; empty where there is none. */
    public String header(String token) {
        return switch (kind) {
            case MESSAGE, QUERY -> "";
            case HEADER -> name + ": " + (name.equalsIgnoreCase("Authorization") ? "Bearer " : "") + token + "\r\n";
            case COOKIE -> "Cookie: " + name + "=" + token + "\r\n";
        };
    }
}
