package dev.carillon.protocol.django;

import dev.carillon.protocol.django.PrimaryKey.BytesKey;
import dev.carillon.protocol.django.PrimaryKey.TextKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** One length byte, then the value. */
abstract sealed class PrefixedPacker extends Packer {
    private static final int LIMIT = 255;

    PrefixedPacker(String name) {
        super(name, 1 + LIMIT);
    }

    final byte[] prefixed(PrimaryKey key, byte[] value) {
        if (value.length > LIMIT) {
            throw unfit(key);
        }
        return ByteBuffer.allocate(1 + value.length)
                .put((byte) value.length)
                .put(value)
                .array();
    }

    @Override
    final @Nullable Unpacked unpack(byte[] data) {
        if (data.length == 0 || data.length <= (data[0] & 0xff)) {
            return null;
        }
        int length = 1 + (data[0] & 0xff);
        PrimaryKey key = key(Arrays.copyOfRange(data, 1, length));
        return key == null ? null : new Unpacked(key, length);
    }

    abstract @Nullable PrimaryKey key(byte[] value);

    static final class Bytes extends PrefixedPacker {
        private static final String PREFIX = "base64:";

        Bytes() {
            super("bytes");
        }

        @Override
        byte[] pack(PrimaryKey key) {
            if (!(key instanceof BytesKey(byte[] value))) {
                throw unfit(key);
            }
            return prefixed(key, value);
        }

        @Override
        PrimaryKey key(byte[] value) {
            return new BytesKey(value);
        }

        @Override
        public PrimaryKey parse(String text) {
            if (!text.startsWith(PREFIX)) {
                throw new IllegalArgumentException("not a key of bytes: write it like base64:AAH/gA==");
            }
            return new BytesKey(Base64.getDecoder().decode(text.substring(PREFIX.length())));
        }
    }

    static final class Text extends PrefixedPacker {
        Text() {
            super("str");
        }

        @Override
        byte[] pack(PrimaryKey key) {
            if (!(key instanceof TextKey(String value))) {
                throw unfit(key);
            }
            return prefixed(key, value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        @Nullable
        PrimaryKey key(byte[] value) {
            try {
                return new TextKey(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(value))
                        .toString());
            } catch (CharacterCodingException e) {
                return null;
            }
        }

        @Override
        public PrimaryKey parse(String text) {
            return new TextKey(text);
        }
    }
}
