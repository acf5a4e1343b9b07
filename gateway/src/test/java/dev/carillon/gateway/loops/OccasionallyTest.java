package dev.carillon.gateway.loops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class OccasionallyTest {
    private final List<Long> done = new ArrayList<>();
    /** As nanoTime may be. */
    private long now = Long.MAX_VALUE - 5;

    private final Occasionally occasionally = new Occasionally(Duration.ofNanos(10), () -> now);

    @Test
    void the_first_is_done_at_once_and_the_next_when_the_pause_is_over() {
        occasionally.run(done::add);
        now += 9;
        occasionally.run(done::add);
        assertThat(done).containsExactly(1L);
        now += 1;
        occasionally.run(done::add);
        assertThat(done).containsExactly(1L, 2L);
        now += 100;
        occasionally.run(done::add);
        assertThat(done).containsExactly(1L, 2L, 1L);
    }

    @Test
    void of_many_threads_one_does_it_and_none_is_forgotten() throws Exception {
        int threads = 8;
        long each = 1000;
        AtomicLong clock = new AtomicLong();
        AtomicLong counted = new AtomicLong();
        AtomicLong times = new AtomicLong();
        Occasionally shared = new Occasionally(Duration.ofNanos(100), clock::incrementAndGet);
        CountDownLatch end = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            Thread.ofVirtual().start(() -> {
                for (int n = 0; n < each; n++) {
                    shared.run(asked -> {
                        counted.addAndGet(asked);
                        times.incrementAndGet();
                    });
                }
                end.countDown();
            });
        }
        assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
        clock.addAndGet(1000);
        shared.run(counted::addAndGet);
        assertThat(counted).hasValue(threads * each + 1);
        assertThat(times.get()).isBetween(2L, threads * each / 100 + 1);
    }
}
