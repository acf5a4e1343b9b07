package dev.carillon.gateway.settings;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A value that must never be printed: {@link #toString} tells only that there is one. */
public final class Secret {
    private final byte[] value;

    private Secret(byte[] value) {
        this.value = value;
    }

    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The value as bytes; a copy. */
    public byte[] reveal() {
        return value.clone();
    }

    /** The value as text. */
    public String revealText() {
        return new String(value, StandardCharsets.UTF_8);
    }

    public boolean isEmpty() {
        return value.length == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && java.security.MessageDigest.isEqual(value, secret.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return "********";
    }
}
