package dev.carillon.gateway.wire;

import java.util.Arrays;

/** Reads a DEFLATE stream (RFC 1951) for how far back its matches refer: an inflater of the JDK always allows 32 KiB. */
final class DeflateDistances {
    private static final int[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final byte[] bytes;
    private long at;
    private int longest;

    /** @param bytes a message as RFC 7692 sends it, without the last four bytes */
    DeflateDistances(byte[] bytes) {
        this.bytes = Arrays.copyOf(bytes, bytes.length + 4);
        this.bytes[bytes.length + 2] = -1;
        this.bytes[bytes.length + 3] = -1;
        while (at / 8 + 1 < this.bytes.length) {
            block();
        }
    }

    int longest() {
        return longest;
    }

    private void block() {
        bits(1);
        switch (bits(2)) {
            case 0 -> {
                at = (at + 7) / 8 * 8;
                int length = bits(16);
                bits(16);
                at += length * 8L;
            }
            case 1 -> matches(new Codes(fixed()), new Codes(filled(30, 5)));
            case 2 -> dynamic();
            default -> throw new AssertionError("not a block type");
        }
    }

    private static int[] fixed() {
        int[] lengths = new int[288];
        Arrays.fill(lengths, 0, 144, 8);
        Arrays.fill(lengths, 144, 256, 9);
        Arrays.fill(lengths, 256, 280, 7);
        Arrays.fill(lengths, 280, 288, 8);
        return lengths;
    }

    private static int[] filled(int size, int value) {
        int[] lengths = new int[size];
        Arrays.fill(lengths, value);
        return lengths;
    }

    private void dynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int codes = bits(4) + 4;
        int[] codeLengths = new int[19];
        for (int i = 0; i < codes; i++) {
            codeLengths[ORDER[i]] = bits(3);
        }
        int[] lengths = lengths(new Codes(codeLengths), literals + distances);
        matches(
                new Codes(Arrays.copyOf(lengths, literals)),
                new Codes(Arrays.copyOfRange(lengths, literals, lengths.length)));
    }

    private int[] lengths(Codes codes, int count) {
        int[] lengths = new int[count];
        int i = 0;
        while (i < count) {
            int symbol = codes.read();
            if (symbol < 16) {
                lengths[i++] = symbol;
                continue;
            }
            int value = symbol == 16 ? lengths[i - 1] : 0;
            int repeats = symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
            Arrays.fill(lengths, i, i + repeats, value);
            i += repeats;
        }
        return lengths;
    }

    private void matches(Codes literals, Codes distances) {
        for (int symbol = literals.read(); symbol != 256; symbol = literals.read()) {
            if (symbol > 256) {
                bits(LENGTH_EXTRA[symbol - 257]);
                int code = distances.read();
                int extra = Math.max(0, code / 2 - 1);
                int base = code < 2 ? code + 1 : ((2 + code % 2) << extra) + 1;
                longest = Math.max(longest, base + bits(extra));
            }
        }
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, at++) {
            value |= (bytes[(int) (at / 8)] >> (at % 8) & 1) << i;
        }
        return value;
    }

    /** Canonical Huffman codes. */
    private final class Codes {
        private final int[] lengths;

        Codes(int[] lengths) {
            this.lengths = lengths;
        }

        /** Bit by bit, as RFC 1951 section 3.2.2 lays the codes out. */
        int read() {
            int code = 0;
            int first = 0;
            int[] counts = new int[17];
            for (int length : lengths) {
                counts[length]++;
            }
            for (int length = 1; length <= 15; length++) {
                code |= bits(1);
                if (code - first < counts[length]) {
                    return symbol(length, code - first);
                }
                first = (first + counts[length]) << 1;
                code <<= 1;
            }
            throw new AssertionError("not a code");
        }

        private int symbol(int length, int index) {
            int left = index;
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] == length && left-- == 0) {
                    return symbol;
                }
            }
            throw new AssertionError("not a code");
        }
    }
}
