package dev.carillon.protocol.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.protocol.session.DecodedSession.Decoded;
import dev.carillon.protocol.session.DecodedSession.Unreadable;
import dev.carillon.protocol.session.PickleMachine.Dict;
import dev.carillon.protocol.session.PickleMachine.Refusal;
import dev.carillon.protocol.session.PickleMachine.Token;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;

/**
 * A session that Django's cache pickled (protocols 2 to 5), read through a fixed list of opcodes: those of None, booleans,
 * numbers, text, bytes, tuples, lists and dicts. None of them names a class or calls anything; any other opcode, and so
 * every object, ends the reading. Of the values only what {@link SessionData} has is kept, of lists and tuples nothing, so
 * what is built never exceeds what was read.
 *
 * <p>Source: CPython's {@code pickletools.py}.
 */
final class PickleReader {
    private static final int HIGHEST_PROTOCOL = 5;

    private final ByteBuffer in;
    private final PickleMachine machine = new PickleMachine();

    private PickleReader(byte[] pickle) {
        in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    }

    static DecodedSession read(byte[] pickle) {
        try {
            Object value = new PickleReader(pickle).run();
            return value instanceof Dict dict ? new Decoded(SessionData.of(dict.kept)) : Unreadable.MALFORMED;
        } catch (Refusal | BufferUnderflowException e) {
            return Unreadable.PICKLE;
        }
    }

    private Object run() throws Refusal {
        while (true) {
            int opcode = in.get() & 0xff;
            if (opcode == '.') {
                return machine.pop();
            }
            if (!number(opcode) && !text(opcode) && !container(opcode)) {
                step(opcode);
            }
        }
    }

    private boolean number(int opcode) throws Refusal {
        switch (opcode) {
            case 'K' -> machine.push((long) (in.get() & 0xff)); // BININT1
            case 'M' -> machine.push((long) (in.getShort() & 0xffff)); // BININT2
            case 'J' -> machine.push((long) in.getInt()); // BININT
            case 0x8a -> machine.push(longOf(take(in.get() & 0xff))); // LONG1
            case 'G' -> { // BINFLOAT
                var _ = in.getLong();
                machine.push(Token.OTHER);
            }
            case 'N', 0x88, 0x89 -> machine.push(Token.OTHER); // NONE, NEWTRUE, NEWFALSE
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean text(int opcode) throws Refusal {
        switch (opcode) {
            case 0x8c -> machine.push(utf8(take(in.get() & 0xff))); // SHORT_BINUNICODE
            case 'X' -> machine.push(utf8(take(in.getInt()))); // BINUNICODE
            case 'C' -> skip(in.get() & 0xff); // SHORT_BINBYTES
            case 'B' -> skip(in.getInt()); // BINBYTES
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean container(int opcode) throws Refusal {
        switch (opcode) {
            case '(' -> machine.mark();
            case '}' -> machine.push(new Dict()); // EMPTY_DICT
            case 's' -> machine.setItem();
            case 'u' -> machine.setItems();
            case ']' -> machine.push(Token.LIST); // EMPTY_LIST
            case 'a' -> machine.append();
            case 'e' -> machine.appends();
            case ')' -> machine.push(Token.OTHER); // EMPTY_TUPLE
            case 0x85, 0x86, 0x87 -> machine.tuple(opcode - 0x84); // TUPLE1 to TUPLE3
            case 't' -> machine.markedTuple();
            default -> {
                return false;
            }
        }
        return true;
    }

    /** What is about the pickle itself; nothing else is known. */
    private void step(int opcode) throws Refusal {
        switch (opcode) {
            case 0x80 -> refuseUnless((in.get() & 0xff) <= HIGHEST_PROTOCOL); // PROTO
            case 0x95 -> { // FRAME
                long size = in.getLong();
                refuseUnless(size >= 0 && size <= in.remaining());
            }
            case 0x94 -> machine.memoize();
            case 'q' -> machine.memoize(in.get() & 0xff); // BINPUT
            case 'r' -> machine.memoize(in.getInt()); // LONG_BINPUT
            case 'h' -> machine.recall(in.get() & 0xff); // BINGET
            case 'j' -> machine.recall(in.getInt()); // LONG_BINGET
            default -> throw new Refusal();
        }
    }

    private void skip(int length) throws Refusal {
        var _ = take(length);
        machine.push(Token.OTHER);
    }

    /** The next bytes, not copied; a length that is not there, or beyond 31 bits, is refused before anything is made. */
    private ByteBuffer take(int length) throws Refusal {
        refuseUnless(length >= 0 && length <= in.remaining());
        ByteBuffer taken = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + length);
        return taken;
    }

    private static Object utf8(ByteBuffer bytes) throws Refusal {
        try {
            return UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new Refusal();
        }
    }

    /** Two's complement, little-endian; what no key is as long as is just another value. */
    private static Object longOf(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (length > Long.BYTES) {
            return Token.OTHER;
        }
        long value = length > 0 && bytes.get(length - 1) < 0 ? -1 : 0;
        for (int i = length - 1; i >= 0; i--) {
            value = (value << 8) | (bytes.get(i) & 0xff);
        }
        return value;
    }

    private static void refuseUnless(boolean good) throws Refusal {
        if (!good) {
            throw new Refusal();
        }
    }
}
