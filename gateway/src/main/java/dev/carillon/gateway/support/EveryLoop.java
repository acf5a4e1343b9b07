package dev.carillon.gateway.support;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Asks every loop, each on its own thread. */
final class EveryLoop {
    private EveryLoop() {}

    /** All answers in one list; completes on any loop. */
    static <S, T> CompletionStage<List<T>> gather(
            Collection<S> ofLoops, Function<S, EventLoop> loop, Function<S, List<T>> question) {
        CompletableFuture<List<T>> all = CompletableFuture.completedFuture(List.of());
        for (S each : ofLoops) {
            CompletableFuture<List<T>> part =
                    CompletableFuture.supplyAsync(() -> question.apply(each), loop.apply(each));
            all = all.thenCombine(part, EveryLoop::joined);
        }
        return all;
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }
}
