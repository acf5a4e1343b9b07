package dev.carillon.gateway.known;

import dev.carillon.gateway.access.TokenPermissions;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.UserLookups;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The content types, which are the same for all: read once, and again when there may be new ones. Any thread. */
public final class KnownTypes implements TokenPermissions.Types {
    private final UserLookups lookups;
    private final long maxAgeNanos;
    private final LongSupplier nanoTime;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Reading latest;
    private long begun;

    private record Reading(List<ContentType> types, long number, long nanos) {}

    /** @param lookups that read, and remember nothing */
    public KnownTypes(UserLookups lookups, PermissionsConfig config, LongSupplier nanoTime) {
        this.lookups = lookups;
        this.maxAgeNanos = 2 * config.sweep().toNanos();
        this.nanoTime = nanoTime;
    }

    @Override
    public @Nullable List<ContentType> latest() {
        Reading reading = latest;
        return reading == null ? null : reading.types;
    }

    /** Is told, on any thread, each time that the list was found to differ from the one before. Before anything is read. */
    public void whenChanged(Runnable listener) {
        listeners.add(listener);
    }

    CompletionStage<List<ContentType>> types() {
        Reading reading = latest;
        return reading != null && nanoTime.getAsLong() - reading.nanos <= maxAgeNanos
                ? CompletableFuture.completedStage(reading.types)
                : read();
    }

    /** Reads the list anew. */
    @Override
    public CompletionStage<List<ContentType>> read() {
        long number = begin();
        return lookups.contentTypes().thenApply(types -> {
            if (learn(types, number)) {
                listeners.forEach(Runnable::run);
            }
            return Objects.requireNonNull(latest());
        });
    }

    private synchronized long begin() {
        return ++begun;
    }

    /** Whether the list differs from the one before. */
    private synchronized boolean learn(List<ContentType> types, long number) {
        Reading before = latest;
        if (before != null && before.number > number) {
            return false;
        }
        List<ContentType> known = before == null ? null : before.types;
        long now = nanoTime.getAsLong();
        if (known != null && new HashSet<>(known).equals(new HashSet<>(types))) {
            latest = new Reading(known, number, now);
            return false;
        }
        latest = new Reading(List.copyOf(types), number, now);
        return known != null;
    }
}
