package dev.carillon.protocol.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.protocol.session.DecodedSession.Unreadable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Sessions as Django's caches hold them: pickled (by {@code django.core.cache.backends.redis}, and by django-redis unless
 * told otherwise), in JSON or in MessagePack, compressed perhaps; the first bytes tell which. Unsigned: who writes the
 * cache could log anybody in, were it not for the hash that {@link SessionAuthHash} verifies.
 */
public final class CachedSessions {
    private static final int[] GZIP = {0x1f, 0x8b};
    private static final int[][] OTHER_COMPRESSIONS = {
        {0xfd, '7', 'z', 'X', 'Z', 0}, // lzma
        {0x04, 0x22, 0x4d, 0x18}, // lz4
        {0x28, 0xb5, 0x2f, 0xfd}, // zstd
    };

    private CachedSessions() {}

    public static DecodedSession read(byte[] value) {
        if (value.length > DecodedSession.MAX_BYTES) {
            return Unreadable.TOO_LARGE;
        }
        for (int[] magic : OTHER_COMPRESSIONS) {
            if (begins(value, magic)) {
                return Unreadable.COMPRESSION;
            }
        }
        byte[] plain = value;
        if (isZlib(value)) {
            plain = Inflation.zlib(value, DecodedSession.MAX_BYTES);
        } else if (begins(value, GZIP)) {
            plain = Inflation.gzip(value, DecodedSession.MAX_BYTES);
        }
        if (plain == null) {
            return Unreadable.MALFORMED;
        }
        return plain.length > DecodedSession.MAX_BYTES ? Unreadable.TOO_LARGE : serialized(plain);
    }

    /** A pickle begins with its protocol; a dict in MessagePack that begins so has no members, and ends there. */
    private static DecodedSession serialized(byte[] value) {
        if (value.length >= 2 && (value[0] & 0xff) == 0x80) {
            return PickleReader.read(value);
        }
        boolean json = value.length > 0 && (value[0] == '{' || value[0] == ' ');
        return json ? json(value) : MsgpackReader.read(value);
    }

    private static DecodedSession json(byte[] value) {
        try {
            return SessionJson.read(
                    UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString());
        } catch (CharacterCodingException e) {
            return Unreadable.MALFORMED;
        }
    }

    /** RFC 1950, section 2.2: deflate with a known window, and a checksum; no pickle, JSON object or map begins so. */
    private static boolean isZlib(byte[] value) {
        return value.length >= 2
                && (value[0] & 0x8f) == 0x08
                && (((value[0] & 0xff) << 8) | (value[1] & 0xff)) % 31 == 0;
    }

    private static boolean begins(byte[] value, int... magic) {
        if (value.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((value[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
