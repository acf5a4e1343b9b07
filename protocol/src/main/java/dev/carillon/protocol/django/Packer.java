package dev.carillon.protocol.django;

import dev.carillon.protocol.django.PrimaryKey.IntegerKey;
import dev.carillon.protocol.django.PrimaryKey.TextKey;
import dev.carillon.protocol.django.PrimaryKey.UuidKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a token holds a user's key: the byte layouts of {@code sesame.packers}, and fixed-length hexadecimal text. */
public abstract sealed class Packer permits Packer.Integers, Packer.Uuids, Packer.Hex, PrefixedPacker {
    private static final String NAMES =
            "short, unsigned_short, long, unsigned_long, long_long, unsigned_long_long, uuid,"
                    + " bytes, str, or hexN with an even N from 2 to 128";

    private final String name;
    private final int longest;

    Packer(String name, int longest) {
        this.name = name;
        this.longest = longest;
    }

    /** A key, and how many bytes it took at the head of the token. */
    record Unpacked(PrimaryKey key, int length) {}

    /**
     * The packer of a key format.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Packer of(String format) {
        return switch (format) {
            case "short" -> new Integers(format, 2, true);
            case "unsigned_short" -> new Integers(format, 2, false);
            case "long" -> new Integers(format, 4, true);
            case "unsigned_long" -> new Integers(format, 4, false);
            case "long_long" -> new Integers(format, 8, true);
            case "unsigned_long_long" -> new Integers(format, 8, false);
            case "uuid" -> new Uuids();
            case "bytes" -> new PrefixedPacker.Bytes();
            case "str" -> new PrefixedPacker.Text();
            default -> hex(format);
        };
    }

    private static Packer hex(String format) {
        if (format.matches("hex[1-9][0-9]{0,2}")) {
            int digits = Integer.parseInt(format.substring(3));
            if (digits % 2 == 0 && digits <= 128) {
                return new Hex(digits);
            }
        }
        throw new IllegalArgumentException("not a key format: write one of " + NAMES);
    }

    /** The most bytes that a key takes. */
    final int longest() {
        return longest;
    }

    /**
     * The key's bytes in a token.
     *
     * @throws IllegalArgumentException if it is of another type, or too large
     */
    abstract byte[] pack(PrimaryKey key);

    /** The key at the head of a token's bytes; null if it is cut short, or is none. */
    abstract @Nullable Unpacked unpack(byte[] data);

    /**
     * The key that a person writes so, at a command line.
     *
     * @throws IllegalArgumentException if no key of this format is written so
     */
    public abstract PrimaryKey parse(String text);

    final IllegalArgumentException unfit(PrimaryKey key) {
        return new IllegalArgumentException("the key " + key + " does not fit the key format " + name);
    }

    /** The name of the key format. */
    @Override
    public final String toString() {
        return name;
    }

    static final class Integers extends Packer {
        private final int size;
        private final boolean signed;

        Integers(String name, int size, boolean signed) {
            super(name, size);
            this.size = size;
            this.signed = signed;
        }

        @Override
        byte[] pack(PrimaryKey key) {
            if (!(key instanceof IntegerKey(long value)) || !fits(value)) {
                throw unfit(key);
            }
            byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
            return Arrays.copyOfRange(all, Long.BYTES - size, Long.BYTES);
        }

        private boolean fits(long value) {
            int unused = Long.SIZE - 8 * size;
            return signed ? value << unused >> unused == value : value >= 0 && value << unused >>> unused == value;
        }

        // Django's PositiveBigIntegerField ends at 2^63 - 1: beyond it there is no user.
        @Override
        @Nullable
        Unpacked unpack(byte[] data) {
            if (data.length < size) {
                return null;
            }
            long value = signed ? data[0] : data[0] & 0xff;
            for (int i = 1; i < size; i++) {
                value = (value << 8) | (data[i] & 0xff);
            }
            return signed || value >= 0 ? new Unpacked(new IntegerKey(value), size) : null;
        }

        @Override
        public PrimaryKey parse(String text) {
            try {
                return new IntegerKey(Long.parseLong(text));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("not a whole number: write the key like 42", e);
            }
        }
    }

    static final class Uuids extends Packer {
        Uuids() {
            super("uuid", 2 * Long.BYTES);
        }

        @Override
        byte[] pack(PrimaryKey key) {
            if (!(key instanceof UuidKey(UUID value))) {
                throw unfit(key);
            }
            return ByteBuffer.allocate(longest())
                    .putLong(value.getMostSignificantBits())
                    .putLong(value.getLeastSignificantBits())
                    .array();
        }

        @Override
        @Nullable
        Unpacked unpack(byte[] data) {
            if (data.length < longest()) {
                return null;
            }
            ByteBuffer buffer = ByteBuffer.wrap(data);
            return new Unpacked(new UuidKey(new UUID(buffer.getLong(), buffer.getLong())), longest());
        }

        @Override
        public PrimaryKey parse(String text) {
            try {
                return new UuidKey(UUID.fromString(text));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "not a UUID: write the key like 1f0c8d7e-52a4-4c1b-9c2e-8a7d6b5e4f30", e);
            }
        }
    }

    /** Text of a fixed number of hexadecimal digits, as in the custom packer of sesame's documentation. */
    static final class Hex extends Packer {
        private final int digits;

        Hex(int digits) {
            super("hex" + digits, digits / 2);
            this.digits = digits;
        }

        @Override
        byte[] pack(PrimaryKey key) {
            if (!(key instanceof TextKey(String value)) || !fits(value)) {
                throw unfit(key);
            }
            return HexFormat.of().parseHex(value);
        }

        private boolean fits(String value) {
            return value.length() == digits && value.chars().allMatch(HexFormat::isHexDigit);
        }

        @Override
        @Nullable
        Unpacked unpack(byte[] data) {
            return data.length < longest()
                    ? null
                    : new Unpacked(new TextKey(HexFormat.of().formatHex(data, 0, longest())), longest());
        }

        @Override
        public PrimaryKey parse(String text) {
            if (!fits(text)) {
                throw new IllegalArgumentException("not " + digits + " hexadecimal digits");
            }
            return new TextKey(text.toLowerCase(Locale.ROOT));
        }
    }
}
