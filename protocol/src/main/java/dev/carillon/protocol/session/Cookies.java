package dev.carillon.protocol.session;

import org.jspecify.annotations.Nullable;

/** A Cookie header, taken apart as {@code django.http.parse_cookie} does: laxer than RFC 6265, and the last of a name wins. */
public final class Cookies {
    private Cookies() {}

    /** The value of the cookie of this name, which is case-sensitive; null if there is none. */
    public static @Nullable String value(String header, String name) {
        for (int end = header.length(); end >= 0; ) {
            int start = header.lastIndexOf(';', end - 1) + 1;
            String value = valueOf(header.substring(start, end), name);
            if (value != null) {
                return value;
            }
            end = start - 1;
        }
        return null;
    }

    private static @Nullable String valueOf(String chunk, String name) {
        int equals = chunk.indexOf('=');
        // A chunk without '=' is a value without a name.
        String key = equals < 0 ? "" : strip(chunk.substring(0, equals));
        return key.equals(name) ? unquote(strip(chunk.substring(equals + 1))) : null;
    }

    /** As Python's {@code str.strip}. */
    private static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    /** As Python's {@code http.cookies}: what stands in double quotes may have escapes. */
    private static String unquote(String value) {
        if (value.length() < 2 || value.charAt(0) != '"' || value.charAt(value.length() - 1) != '"') {
            return value;
        }
        String inner = value.substring(1, value.length() - 1);
        StringBuilder plain = new StringBuilder(inner.length());
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            if (c == '\\' && isOctal(inner, i + 1)) {
                plain.append((char) Integer.parseInt(inner, i + 1, i + 4, 8));
                i += 3;
            } else if (c == '\\' && i + 1 < inner.length() && inner.charAt(i + 1) != '\n') {
                plain.append(inner.charAt(++i));
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    private static boolean isOctal(String text, int at) {
        return at + 3 <= text.length()
                && isDigit(text.charAt(at), '3')
                && isDigit(text.charAt(at + 1), '7')
                && isDigit(text.charAt(at + 2), '7');
    }

    private static boolean isDigit(char c, char highest) {
        return c >= '0' && c <= highest;
    }
}
