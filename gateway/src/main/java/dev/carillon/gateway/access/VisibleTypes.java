package dev.carillon.gateway.access;

import java.util.Arrays;
import java.util.stream.LongStream;

/** The content types that a user may view or change: a sorted set of ids, equal when the ids are. Immutable. */
public final class VisibleTypes {
    private final long[] ids;
    private final int hash;

    private VisibleTypes(long[] ids) {
        this.ids = ids;
        this.hash = Arrays.hashCode(ids);
    }

    /** In any order, repetitions allowed. */
    public static VisibleTypes of(long... ids) {
        return new VisibleTypes(LongStream.of(ids).sorted().distinct().toArray());
    }

    public boolean contains(long id) {
        return indexOf(id) >= 0;
    }

    /** An id's place in {@link #toArray}; negative when it is not among them. */
    public int indexOf(long id) {
        return Arrays.binarySearch(ids, id);
    }

    public int size() {
        return ids.length;
    }

    /** Ascending; a copy. */
    public long[] toArray() {
        return ids.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VisibleTypes types && Arrays.equals(ids, types.ids);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "VisibleTypes" + Arrays.toString(ids);
    }
}
