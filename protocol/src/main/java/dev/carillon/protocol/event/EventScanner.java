package dev.carillon.protocol.event;

import dev.carillon.protocol.event.DecodedEvent.Defect;
import dev.carillon.protocol.event.DecodedEvent.ForNobody;
import dev.carillon.protocol.event.DecodedEvent.Malformed;
import dev.carillon.protocol.event.DecodedEvent.Routed;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Goes once over an event, with the grammar of Python's {@code json.loads}: RFC 8259 without a byte order mark, and NaN,
 * Infinity, -Infinity, lone surrogate escapes, repeated keys. Parsers for Java each differ from it somewhere, and the guide's
 * server is the measure of what is delivered.
 *
 * <p>Expects valid UTF-8. For one event; builds nothing and does not recurse.
 */
final class EventScanner {
    private static final byte[] FIELD = "content_type_id".getBytes(StandardCharsets.US_ASCII);
    /** Python's parser refuses longer integers ({@code sys.get_int_max_str_digits}). */
    private static final int MAX_INTEGER_DIGITS = 4300;

    private static final DecodedEvent NOBODY = new ForNobody();
    private static final double TWO_TO_63 = 0x1p63;
    private static final int END = -1;

    private final byte[] text;
    private final int maxDepth;
    /** For each level under way, whether it is an object. */
    private final BitSet objects = new BitSet();

    private int depth;
    private int at;
    /** Whether the next value is that of the routing field. */
    private boolean routing;

    private DecodedEvent decoded = new Malformed(Defect.NOT_AN_OBJECT);

    EventScanner(byte[] text, int maxDepth) {
        this.text = text;
        this.maxDepth = maxDepth;
    }

    DecodedEvent scan() {
        if (!values()) {
            return new Malformed(depth > maxDepth ? Defect.TOO_DEEP : Defect.NOT_JSON);
        }
        return decoded;
    }

    private boolean values() {
        while (true) {
            skipSpace();
            int first = peek();
            if (first == '{' || first == '[') {
                open(first == '{');
                if (depth > maxDepth) {
                    return false;
                }
                if (!closes()) {
                    if (inObject() && !key()) {
                        return false;
                    }
                    continue;
                }
            } else if (!scalar(first)) {
                return false;
            }
            while (depth > 0 && closes()) {
                // One value may end several levels.
            }
            skipSpace();
            if (depth == 0) {
                return at == text.length;
            }
            if (!take(',') || (inObject() && !key())) {
                return false;
            }
        }
    }

    private void open(boolean object) {
        at++;
        if (depth == 0 && object) {
            decoded = new Malformed(Defect.NO_CONTENT_TYPE);
        }
        if (routing) {
            decoded = new Malformed(Defect.ODD_CONTENT_TYPE);
            routing = false;
        }
        objects.set(++depth, object);
    }

    private boolean inObject() {
        return objects.get(depth);
    }

    /** Takes the end of the innermost level, if it comes next. */
    private boolean closes() {
        skipSpace();
        if (!take(inObject() ? '}' : ']')) {
            return false;
        }
        depth--;
        return true;
    }

    private boolean key() {
        skipSpace();
        int from = at + 1;
        if (peek() != '"' || !string()) {
            return false;
        }
        routing = depth == 1 && isField(from, at - 1);
        skipSpace();
        return take(':');
    }

    private boolean isField(int from, int to) {
        int matched = 0;
        int i = from;
        while (i < to) {
            int c = text[i++];
            if (c == '\\') {
                if (text[i] != 'u') {
                    return false;
                }
                c = Integer.parseInt(latin(i + 1, i + 5), 16);
                i += 5;
            }
            if (matched == FIELD.length || c != FIELD[matched++]) {
                return false;
            }
        }
        return matched == FIELD.length;
    }

    private boolean scalar(int first) {
        int from = at;
        boolean valid = switch (first) {
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            case 'N' -> word("NaN");
            case 'I' -> word("Infinity");
            default -> number();
        };
        if (valid && routing) {
            decoded = switch (first) {
                case 't' -> new Routed(1);
                case 'f' -> new Routed(0);
                case '"', 'n', 'N', 'I' -> NOBODY;
                default -> route(latin(from, at));
            };
            routing = false;
        }
        return valid;
    }

    private static DecodedEvent route(String number) {
        if (number.chars().allMatch(c -> c == '-' || isDigit(c))) {
            BigInteger id = new BigInteger(number);
            return id.bitLength() < Long.SIZE ? new Routed(id.longValue()) : NOBODY;
        }
        double id = Double.parseDouble(number);
        boolean integral = id == Math.rint(id) && Math.abs(id) < TWO_TO_63;
        return integral ? new Routed((long) id) : NOBODY;
    }

    private boolean word(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!take(word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean number() {
        if (take('-') && peek() == 'I') {
            return word("Infinity");
        }
        int integer = at;
        if (!take('0') && !digits()) {
            return false;
        }
        int integerDigits = at - integer;
        boolean fraction = take('.');
        if (fraction && !digits()) {
            return false;
        }
        boolean exponent = take('e') || take('E');
        if (exponent && !exponent()) {
            return false;
        }
        return fraction || exponent || integerDigits <= MAX_INTEGER_DIGITS;
    }

    private boolean exponent() {
        if (!take('+')) {
            take('-');
        }
        return digits();
    }

    private boolean digits() {
        int from = at;
        while (isDigit(peek())) {
            at++;
        }
        return at > from;
    }

    private boolean string() {
        at++;
        while (at < text.length) {
            byte c = text[at++];
            if (c == '"') {
                return true;
            }
            boolean control = c >= 0 && c < ' ';
            if (control || (c == '\\' && !escape())) {
                return false;
            }
        }
        return false;
    }

    private boolean escape() {
        int c = peek();
        at++;
        if (c != 'u') {
            return c != END && "\"\\/bfnrt".indexOf(c) >= 0;
        }
        for (int i = 0; i < 4; i++) {
            if (Character.digit(peek(), 16) < 0) {
                return false;
            }
            at++;
        }
        return true;
    }

    private void skipSpace() {
        int c = peek();
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            at++;
            c = peek();
        }
    }

    private boolean take(char expected) {
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }

    /** The next byte; negative at the end and within characters beyond ASCII. */
    private int peek() {
        return at < text.length ? text[at] : END;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private String latin(int from, int to) {
        return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
