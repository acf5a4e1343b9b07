package dev.carillon.protocol.frame;

import java.util.Arrays;

/** Reads a raw DEFLATE stream (RFC 1951) that ends at a byte's boundary, only to tell how far back it refers at most. */
final class BackReferences {
    private static final int[] LENGTH_BASE = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258
    };
    private static final int[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final byte[] stream;
    private int bit;
    private int written;
    private int farthest;

    private BackReferences(byte[] stream) {
        this.stream = stream;
    }

    /** The largest distance; 0 without any. Throws if one points before the beginning. */
    static int farthest(byte[] stream) {
        BackReferences references = new BackReferences(stream);
        while (references.bit < stream.length * 8) {
            references.block();
        }
        return references.farthest;
    }

    private void block() {
        bits(1);
        switch (bits(2)) {
            case 0 -> stored();
            case 1 -> {
                int[] literals = new int[288];
                Arrays.fill(literals, 0, 144, 8);
                Arrays.fill(literals, 144, 256, 9);
                Arrays.fill(literals, 256, 280, 7);
                Arrays.fill(literals, 280, 288, 8);
                int[] distances = new int[30];
                Arrays.fill(distances, 5);
                compressed(new Code(literals), new Code(distances));
            }
            case 2 -> dynamic();
            default -> throw new IllegalArgumentException("no such block type");
        }
    }

    private void stored() {
        bit = (bit + 7) / 8 * 8;
        int length = bits(16);
        bits(16);
        bit += length * 8;
        written += length;
    }

    private void dynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int codes = bits(4) + 4;
        int[] lengths = new int[19];
        for (int i = 0; i < codes; i++) {
            lengths[ORDER[i]] = bits(3);
        }
        int[] all = lengths(new Code(lengths), literals + distances);
        compressed(
                new Code(Arrays.copyOf(all, literals)),
                new Code(Arrays.copyOfRange(all, literals, literals + distances)));
    }

    private int[] lengths(Code code, int count) {
        int[] all = new int[count];
        int i = 0;
        while (i < count) {
            int symbol = code.next();
            int repeat = switch (symbol) {
                case 16 -> 3 + bits(2);
                case 17 -> 3 + bits(3);
                case 18 -> 11 + bits(7);
                default -> 1;
            };
            int value = symbol < 16 ? symbol : symbol == 16 ? all[i - 1] : 0;
            Arrays.fill(all, i, i + repeat, value);
            i += repeat;
        }
        return all;
    }

    private void compressed(Code literals, Code distances) {
        int symbol = literals.next();
        while (symbol != 256) {
            if (symbol < 256) {
                written++;
            } else {
                int length = LENGTH_BASE[symbol - 257] + bits(LENGTH_EXTRA[symbol - 257]);
                refer(distances.next());
                written += length;
            }
            symbol = literals.next();
        }
    }

    private void refer(int code) {
        int extra = Math.max(0, code / 2 - 1);
        int distance = code < 2 ? code + 1 : ((2 + (code & 1)) << extra) + 1 + bits(extra);
        if (distance > written) {
            throw new IllegalArgumentException("refers to what is before the stream");
        }
        farthest = Math.max(farthest, distance);
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value |= ((stream[bit >> 3] >> (bit & 7)) & 1) << i;
        }
        return value;
    }

    /** A canonical prefix code. */
    private final class Code {
        private final int[] counts = new int[16];
        private final int[] symbols;

        Code(int[] lengths) {
            for (int length : lengths) {
                counts[length]++;
            }
            counts[0] = 0;
            int[] offsets = new int[17];
            for (int i = 1; i < 16; i++) {
                offsets[i + 1] = offsets[i] + counts[i];
            }
            symbols = new int[lengths.length];
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] != 0) {
                    symbols[offsets[lengths[symbol]]++] = symbol;
                }
            }
        }

        int next() {
            int code = 0;
            int first = 0;
            int index = 0;
            for (int length = 1; length < 16; length++) {
                code |= bits(1);
                if (code - first < counts[length]) {
                    return symbols[index + code - first];
                }
                index += counts[length];
                first = (first + counts[length]) << 1;
                code <<= 1;
            }
            throw new IllegalArgumentException("no such code");
        }
    }
}
