package dev.carillon.gateway.known;

import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.UserLookups;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The content types, which are the same for all: read once, and again when there may be new ones. Any thread. */
public final class KnownTypes {
    private final UserLookups lookups;
    private final long maxAgeNanos;
    private final LongSupplier nanoTime;
    private volatile @Nullable Reading latest;
    private long begun;

    private record Reading(List<ContentType> types, long number, long nanos) {}

    /** @param lookups that read, and remember nothing */
    public KnownTypes(UserLookups lookups, PermissionsConfig config, LongSupplier nanoTime) {
        this.lookups = lookups;
        this.maxAgeNanos = 2 * config.sweep().toNanos();
        this.nanoTime = nanoTime;
    }

    /** The latest list, the same object while nothing has changed; null before the first. */
    public @Nullable List<ContentType> latest() {
        Reading reading = latest;
        return reading == null ? null : reading.types;
    }

    CompletionStage<List<ContentType>> types() {
        Reading reading = latest;
        if (reading != null && nanoTime.getAsLong() - reading.nanos <= maxAgeNanos) {
            return CompletableFuture.completedStage(reading.types);
        }
        return read().thenApply(Change::now);
    }

    /** What a reading found: whether it differs from the one before. */
    public record Change(List<ContentType> now, boolean differs) {}

    /** Reads the list anew. */
    public CompletionStage<Change> read() {
        long number = begin();
        return lookups.contentTypes().thenApply(types -> learn(types, number));
    }

    private synchronized long begin() {
        return ++begun;
    }

    private synchronized Change learn(List<ContentType> types, long number) {
        Reading before = latest;
        if (before != null && before.number > number) {
            return new Change(before.types, false);
        }
        List<ContentType> now = before != null && new HashSet<>(before.types).equals(new HashSet<>(types))
                ? before.types
                : List.copyOf(types);
        latest = new Reading(now, number, nanoTime.getAsLong());
        return new Change(now, before != null && !now.equals(before.types));
    }
}
