package dev.carillon.protocol.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Checks UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF), in pieces if need be.
 *
 * <p>The reasons are worded as Python's {@code UnicodeDecodeError}, whose text the guide's server puts into its 1007 close
 * frames. Not thread-safe.
 */
public final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    /** Continuation bytes still owed by the sequence under way. */
    private int owed;
    /** Range that the next continuation byte must lie in: the first after some lead bytes is narrower. */
    private int least = 0x80;

    private int most = 0xBF;
    private long position;
    private long sequenceStart;

    /** Whether the whole array is valid. */
    public static boolean isValid(byte[] bytes) {
        int ascii = asciiPrefix(bytes);
        if (ascii == bytes.length) {
            return true;
        }
        Utf8 utf8 = new Utf8();
        for (int i = ascii; i < bytes.length; i++) {
            if (utf8.accept(bytes[i]) != null) {
                return false;
            }
        }
        return utf8.end() == null;
    }

    private static int asciiPrefix(byte[] bytes) {
        int i = 0;
        for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
            if (((long) LONGS.get(bytes, i) & HIGH_BITS) != 0) {
                break;
            }
        }
        while (i < bytes.length && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    /** Takes the next byte; the reason if it makes the text invalid, else null. */
    public @Nullable String accept(byte next) {
        int value = next & 0xFF;
        if (owed > 0) {
            if (value < least || value > most) {
                return "invalid continuation byte at position " + sequenceStart;
            }
            least = 0x80;
            most = 0xBF;
            owed--;
        } else if (value >= 0x80) {
            sequenceStart = position;
            if (!lead(value)) {
                return "invalid start byte at position " + position;
            }
        }
        position++;
        return null;
    }

    /** Ends the text; the reason if it stopped inside a character, else null. */
    public @Nullable String end() {
        return owed > 0 ? "unexpected end of data at position " + sequenceStart : null;
    }

    private boolean lead(int value) {
        if (value >= 0xC2 && value <= 0xDF) {
            owed = 1;
        } else if (value >= 0xE0 && value <= 0xEF) {
            owed = 2;
            least = value == 0xE0 ? 0xA0 : 0x80;
            most = value == 0xED ? 0x9F : 0xBF;
        } else if (value >= 0xF0 && value <= 0xF4) {
            owed = 3;
            least = value == 0xF0 ? 0x90 : 0x80;
            most = value == 0xF4 ? 0x8F : 0xBF;
        } else {
            return false;
        }
        return true;
    }
}
