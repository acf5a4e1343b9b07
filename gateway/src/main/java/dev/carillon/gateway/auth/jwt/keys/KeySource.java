package dev.carillon.gateway.auth.jwt.keys;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where keys come from. Any thread; blocks in {@link #close} only. */
public interface KeySource extends AutoCloseable {
    /** Those that are good now. */
    KeyRing keys();

    /**
     * After {@link #keys} did not verify a token with this key id: whether there is one that would. Completes on any thread,
     * within a bounded time, never exceptionally.
     */
    CompletionStage<Learned> learn(@Nullable String keyId);

    @Override
    void close();

    /** What was learnt. */
    sealed interface Learned {
        /** There may be new ones. */
        record Fetched(KeyRing keys) implements Learned {}

        /** There is no reason, or it is too early, to look again. */
        record Nothing() implements Learned {}

        /** The keys cannot be had; the detail is for logs. */
        record Unavailable(String detail) implements Learned {}
    }

    /** Keys that never change. */
    static KeySource of(KeyRing keys) {
        return new KeySource() {
            @Override
            public KeyRing keys() {
                return keys;
            }

            @Override
            public CompletionStage<Learned> learn(@Nullable String keyId) {
                return CompletableFuture.completedStage(new Learned.Nothing());
            }

            @Override
            public void close() {}
        };
    }
}
