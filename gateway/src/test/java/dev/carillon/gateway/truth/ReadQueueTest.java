package dev.carillon.gateway.truth;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.django.PrimaryKey;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReadQueueTest {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final List<Set<PrimaryKey>> read = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<Void>> underWay = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private volatile boolean broken;
    private final ReadQueue queue = new ReadQueue(
            new ReadQueue.Reader() {
                @Override
                public CompletionStage<?> read(Set<PrimaryKey> users) {
                    CompletableFuture<Void> reading = new CompletableFuture<>();
                    underWay.add(reading);
                    read.add(users);
                    if (broken) {
                        throw new IllegalStateException("not even asked");
                    }
                    return reading;
                }

                @Override
                public int maxBatch() {
                    return 3;
                }
            },
            took -> 0,
            failures::add,
            thread);

    @AfterEach
    void end() {
        thread.shutdownNow();
    }

    private static List<PrimaryKey> keys(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .<PrimaryKey>mapToObj(PrimaryKey.IntegerKey::new)
                .toList();
    }

    private void onThread(Runnable task) {
        CompletableFuture.runAsync(task, thread).join();
    }

    private void awaitReads(int count) {
        eventually(count + " readings", () -> read.size() == count);
    }

    @Test
    void one_batch_is_read_at_a_time_and_each_user_waits_once() {
        onThread(() -> queue.add(keys(1, 1)));
        awaitReads(1);
        onThread(() -> {
            queue.add(keys(2, 6));
            queue.add(keys(2, 6));
            queue.addFirst(keys(9, 9).getFirst());
        });
        assertThat(read).hasSize(1);
        underWay.get(0).complete(null);
        awaitReads(2);
        assertThat(read.get(1))
                .containsExactlyElementsOf(List.of(
                        keys(9, 9).getFirst(), keys(2, 2).getFirst(), keys(3, 3).getFirst()));
        underWay.get(1).complete(null);
        awaitReads(3);
        assertThat(read.get(2)).containsExactlyElementsOf(keys(4, 6));
    }

    @Test
    void who_changes_while_they_are_read_is_read_again() {
        onThread(() -> queue.add(keys(1, 1)));
        awaitReads(1);
        onThread(() -> queue.add(keys(1, 1)));
        underWay.get(0).complete(null);
        awaitReads(2);
        assertThat(read.get(1)).containsExactlyElementsOf(keys(1, 1));
    }

    @Test
    void what_could_not_be_read_is_tried_again() {
        onThread(() -> queue.add(keys(1, 3)));
        for (int attempt = 0; attempt < 3; attempt++) {
            awaitReads(attempt + 1);
            underWay.get(attempt).completeExceptionally(new IllegalStateException("away"));
        }
        awaitReads(4);
        assertThat(read.get(3)).containsExactlyInAnyOrderElementsOf(keys(1, 3));
        assertThat(failures).hasSize(3);
    }

    @Test
    void those_who_cannot_be_read_do_not_keep_the_others_waiting() {
        onThread(() -> queue.add(keys(1, 6)));
        awaitReads(1);
        underWay.get(0).completeExceptionally(new IllegalStateException("a row that nobody can read"));
        awaitReads(2);
        assertThat(read.get(1)).containsExactlyElementsOf(keys(4, 6));
        underWay.get(1).complete(null);
        awaitReads(3);
        assertThat(read.get(2)).containsExactlyElementsOf(keys(1, 3));
    }

    @Test
    void a_reader_that_throws_does_not_stop_the_queue() {
        broken = true;
        onThread(() -> queue.add(keys(1, 1)));
        eventually("two failures", () -> failures.size() == 2);
        broken = false;
        eventually("asked", () -> !underWay.isEmpty() && read.size() > 2);
        assertThat(read.getLast()).containsExactlyElementsOf(keys(1, 1));
    }
}
