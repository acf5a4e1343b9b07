package dev.carillon.gateway.loops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class BlockingWorkTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void no_more_runs_at_once_than_there_are_permits_and_all_of_it_runs() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<Integer>> results = new ArrayList<>();
        try (BlockingWork work = new BlockingWork("test", 3, 1000, LONG)) {
            for (int i = 0; i < 500; i++) {
                int n = i;
                results.add(work.submit(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    LockSupport.parkNanos(1_000);
                    running.decrementAndGet();
                    return n;
                }));
            }
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i);
            }
        }
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void what_the_queue_cannot_hold_is_refused_at_once() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (BlockingWork work = new BlockingWork("test", 1, 1, LONG)) {
            CompletableFuture<Boolean> first = work.submit(() -> release.await(30, TimeUnit.SECONDS));
            CompletableFuture<String> second =
                    work.submit(() -> Thread.currentThread().getName());
            assertThat(work.submit(() -> "too much"))
                    .failsWithin(LONG)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(RejectedExecutionException.class);
            assertThatThrownBy(() -> work.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
            release.countDown();
            assertThat(first.get(30, TimeUnit.SECONDS)).isTrue();
            assertThat(second.get(30, TimeUnit.SECONDS)).startsWith("test-");
        }
    }

    @Test
    void what_the_work_throws_fails_its_stage_and_keeps_the_permit() throws Exception {
        try (BlockingWork work = new BlockingWork("test", 1, 10, LONG)) {
            CompletableFuture<Void> failed = work.submit(() -> {
                throw new StackOverflowError("deep");
            });
            assertThat(failed).failsWithin(LONG).withThrowableThat().withRootCauseInstanceOf(StackOverflowError.class);
            assertThat(work.submit(() -> "alive").get(30, TimeUnit.SECONDS)).isEqualTo("alive");
        }
    }

    @Test
    void closing_lets_accepted_work_finish() throws Exception {
        BlockingWork work = new BlockingWork("test", 1, 10, LONG);
        CompletableFuture<String> first = work.submit(() -> "first");
        CompletableFuture<String> second = work.submit(() -> "second");
        work.close();
        assertThat(first).isCompletedWithValue("first");
        assertThat(second).isCompletedWithValue("second");
        assertThat(work.submit(() -> "late")).isCompletedExceptionally();
    }

    @Test
    void closing_interrupts_and_drops_what_does_not_finish_in_time() {
        BlockingWork work = new BlockingWork("test", 1, 10, Duration.ofMillis(50));
        CompletableFuture<Boolean> endless = work.submit(() -> new CountDownLatch(1).await(1, TimeUnit.HOURS));
        CompletableFuture<String> queued = work.submit(() -> "queued");
        work.close();
        assertThat(queued).isCompletedExceptionally();
        assertThat(endless).failsWithin(LONG).withThrowableThat().withRootCauseInstanceOf(InterruptedException.class);
    }
}
