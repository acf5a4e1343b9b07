package dev.carillon.gateway.stages;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Stages derived from a failed one fail with a CompletionException around what is of interest. */
public final class Failures {
    private Failures() {}

    /** What is of interest in a failure. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** The same stage, failing with the cause itself. */
    public static <T> CompletionStage<T> withoutWrapping(CompletionStage<T> stage) {
        CompletableFuture<T> result = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(cause(failure));
            }
        });
        return result;
    }
}
