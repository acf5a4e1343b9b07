package dev.carillon.bench.load.account;

import java.util.Arrays;

/** A set of numbers from 0, kept as disjoint ascending ranges; nearly always added to at its end. */
final class Ranges {
    /** Pairs of first and one-after-last. */
    private long[] bounds = new long[4];

    private int used;

    /** Adds those from {@code from} on and before {@code to}; none of them may be at or below what is there. */
    void append(long from, long to) {
        if (from >= to) {
            return;
        }
        if (used > 0 && bounds[used - 1] > from) {
            throw new IllegalArgumentException(from + " is not above " + bounds[used - 1]);
        }
        if (used > 0 && bounds[used - 1] == from) {
            bounds[used - 1] = to;
            return;
        }
        insert(used, from, to);
    }

    /** Whether the number was in it; no longer after. */
    boolean remove(long number) {
        int found = Arrays.binarySearch(bounds, 0, used, number);
        // The bound at or before the number; where it is a first, which are at even places, the number is in its range.
        int start = found >= 0 ? found : -found - 2;
        if (start < 0 || start % 2 == 1) {
            return false;
        }
        long from = bounds[start];
        long to = bounds[start + 1];
        if (from == number && number + 1 == to) {
            System.arraycopy(bounds, start + 2, bounds, start, used - start - 2);
            used -= 2;
        } else if (from == number) {
            bounds[start] = number + 1;
        } else {
            bounds[start + 1] = number;
            if (number + 1 < to) {
                insert(start + 2, number + 1, to);
            }
        }
        return true;
    }

    private void insert(int at, long from, long to) {
        if (used == bounds.length) {
            bounds = Arrays.copyOf(bounds, used * 2);
        }
        System.arraycopy(bounds, at, bounds, at + 2, used - at);
        bounds[at] = from;
        bounds[at + 1] = to;
        used += 2;
    }

    /** How many numbers are in it. */
    long size() {
        long size = 0;
        for (int i = 0; i < used; i += 2) {
            size += bounds[i + 1] - bounds[i];
        }
        return size;
    }

    int ranges() {
        return used / 2;
    }

    long first(int range) {
        return bounds[2 * range];
    }

    /** With it. */
    long last(int range) {
        return bounds[2 * range + 1] - 1;
    }
}
