package dev.carillon.protocol.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.protocol.session.DecodedSession.Decoded;
import dev.carillon.protocol.session.DecodedSession.Unreadable;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session in MessagePack (its specification of 2021), as django-redis' serializer writes it. Nothing is kept but what
 * {@link SessionData} has.
 */
final class MsgpackReader {
    private final ByteBuffer in;

    private MsgpackReader(byte[] message) {
        in = ByteBuffer.wrap(message);
    }

    static DecodedSession read(byte[] message) {
        try {
            MsgpackReader reader = new MsgpackReader(message);
            Map<String, String> values = reader.map();
            return values == null || reader.in.hasRemaining()
                    ? Unreadable.MALFORMED
                    : new Decoded(SessionData.of(values));
        } catch (BufferUnderflowException | CharacterCodingException e) {
            return Unreadable.MALFORMED;
        }
    }

    private @Nullable Map<String, String> map() throws CharacterCodingException {
        int type = in.get() & 0xff;
        long size = switch (type) {
            case 0xde -> in.getShort() & 0xffff;
            case 0xdf -> in.getInt() & 0xffff_ffffL;
            default -> type >> 4 == 0x8 ? type & 0xf : -1;
        };
        if (size < 0) {
            return null;
        }
        Map<String, String> values = new HashMap<>();
        for (long i = 0; i < size; i++) {
            String key = scalar();
            if (key == null) {
                return null;
            }
            if (SessionData.isKept(key)) {
                keep(values, key);
            } else {
                skip();
            }
        }
        return values;
    }

    private void keep(Map<String, String> values, String key) throws CharacterCodingException {
        int start = in.position();
        String value = scalar();
        if (value == null) {
            in.position(start);
            values.remove(key);
            skip();
        } else {
            values.put(key, value);
        }
    }

    /** Text, or a whole number as text; null for anything else, of which only the first byte is read then. */
    private @Nullable String scalar() throws CharacterCodingException {
        int type = in.get() & 0xff;
        if (type <= 0x7f || type >= 0xe0) {
            return Integer.toString((byte) type);
        }
        if (type >> 5 == 0b101) {
            return text(type & 0x1f);
        }
        return switch (type) {
            case 0xd9 -> text(in.get() & 0xff);
            case 0xda -> text(in.getShort() & 0xffff);
            case 0xdb -> text(in.getInt() & 0xffff_ffffL);
            case 0xcc -> Integer.toString(in.get() & 0xff);
            case 0xcd -> Integer.toString(in.getShort() & 0xffff);
            case 0xce -> Long.toString(in.getInt() & 0xffff_ffffL);
            case 0xcf -> Long.toUnsignedString(in.getLong());
            case 0xd0 -> Integer.toString(in.get());
            case 0xd1 -> Integer.toString(in.getShort());
            case 0xd2 -> Integer.toString(in.getInt());
            case 0xd3 -> Long.toString(in.getLong());
            default -> null;
        };
    }

    private String text(long length) throws CharacterCodingException {
        ByteBuffer bytes = in.slice(in.position(), present(length));
        advance(length);
        return UTF_8.newDecoder().decode(bytes).toString();
    }

    /** Passes over one value with all that it holds: without recursion, and each value has a byte at least. */
    private void skip() {
        for (long left = 1; left > 0; left--) {
            left += skipHead(in.get() & 0xff);
        }
    }

    /** Passes over a value but for those it holds, and says how many they are. */
    private long skipHead(int type) {
        if (type <= 0x7f || type >= 0xe0) {
            return 0;
        }
        return switch (type >> 4) {
            case 0x8 -> 2L * (type & 0xf);
            case 0x9 -> type & 0xf;
            case 0xa, 0xb -> advance(type & 0x1f);
            default -> skipLonger(type);
        };
    }

    private long skipLonger(int type) {
        return switch (type) {
            case 0xc0, 0xc2, 0xc3 -> 0;
            case 0xc4, 0xd9 -> advance(in.get() & 0xff);
            case 0xc5, 0xda -> advance(in.getShort() & 0xffff);
            case 0xc6, 0xdb -> advance(in.getInt() & 0xffff_ffffL);
            case 0xcc, 0xd0 -> advance(1);
            case 0xcd, 0xd1 -> advance(2);
            case 0xca, 0xce, 0xd2 -> advance(4);
            case 0xcb, 0xcf, 0xd3 -> advance(8);
            case 0xc7 -> advance((in.get() & 0xff) + 1);
            case 0xc8 -> advance((in.getShort() & 0xffff) + 1);
            case 0xc9 -> advance((in.getInt() & 0xffff_ffffL) + 1);
            case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> advance(1 + (1 << (type - 0xd4)));
            case 0xdc -> in.getShort() & 0xffff;
            case 0xdd -> in.getInt() & 0xffff_ffffL;
            case 0xde -> 2L * (in.getShort() & 0xffff);
            case 0xdf -> 2 * (in.getInt() & 0xffff_ffffL);
            default -> throw new BufferUnderflowException(); // 0xc1 is never used
        };
    }

    private long advance(long length) {
        in.position(in.position() + present(length));
        return 0;
    }

    private int present(long length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        return (int) length;
    }
}
