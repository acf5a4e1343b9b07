package dev.carillon.gateway.demo;

import java.util.Map;

/**
 * JSON as Python's {@code json.dumps} writes it by default, which is what the guide's {@code signals.py} publishes: a space
 * after each comma and colon, nothing but ASCII, escapes in lower-case hexadecimal.
 */
final class PythonJson {
    private PythonJson() {}

    /** An object of strings and integers, in the map's order. */
    static String object(Map<String, ?> members) {
        StringBuilder out = new StringBuilder(256).append('{');
        for (Map.Entry<String, ?> member : members.entrySet()) {
            if (out.length() > 1) {
                out.append(", ");
            }
            string(out, member.getKey());
            out.append(": ");
            if (member.getValue() instanceof Number number) {
                out.append(number.longValue());
            } else {
                string(out, member.getValue().toString());
            }
        }
        return out.append('}').toString();
    }

    private static void string(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            character(out, text.charAt(i));
        }
        out.append('"');
    }

    private static void character(StringBuilder out, char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> {
                if (c >= ' ' && c <= '~') {
                    out.append(c);
                } else {
                    out.append("\\u").append(String.format("%04x", (int) c));
                }
            }
        }
    }
}
