package dev.carillon.protocol.signing;

import java.nio.charset.StandardCharsets;

/**
 * A Django {@code SECRET_KEY}. Usually text; Django also takes a Python bytes value, which v2 tokens mix into their key as
 * its {@code repr}. Never printed.
 */
public final class DjangoSecretKey {
    private final byte[] bytes;
    private final String text;

    private DjangoSecretKey(byte[] bytes, String text) {
        this.bytes = bytes;
        this.text = text;
    }

    public static DjangoSecretKey ofText(String text) {
        return new DjangoSecretKey(text.getBytes(StandardCharsets.UTF_8), text);
    }

    public static DjangoSecretKey ofBytes(byte[] bytes) {
        return new DjangoSecretKey(bytes.clone(), pythonRepr(bytes));
    }

    /** As it enters a hash by itself; a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** As Python's {@code str()} of it, or of its repr, reads. */
    public String text() {
        return text;
    }

    /** As CPython prints a bytes object: double quotes only where that saves escaping single ones. */
    private static String pythonRepr(byte[] bytes) {
        String latin = new String(bytes, StandardCharsets.ISO_8859_1);
        char quote = latin.indexOf('\'') >= 0 && latin.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder repr = new StringBuilder("b").append(quote);
        for (int i = 0; i < latin.length(); i++) {
            char c = latin.charAt(i);
            if (c == quote || c == '\\') {
                repr.append('\\').append(c);
            } else {
                repr.append(escaped(c));
            }
        }
        return repr.append(quote).toString();
    }

    private static String escaped(char c) {
        return switch (c) {
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            default -> c >= ' ' && c < 0x7f ? String.valueOf(c) : String.format("\\x%02x", (int) c);
        };
    }

    @Override
    public String toString() {
        return "********";
    }
}
