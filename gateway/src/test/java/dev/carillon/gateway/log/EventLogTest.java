package dev.carillon.gateway.log;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.metrics.Timing;
import dev.carillon.gateway.settings.ByteSize;
import dev.carillon.protocol.frame.CompressedPayload;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EventLogTest {
    private final Metrics metrics = new Metrics();
    private final Timing waits = metrics.timing(Metric.LOG_WAIT);
    private final EventExecutor loop = new DefaultEventExecutor();

    @AfterEach
    void end() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
        metrics.close();
    }

    @Test
    void events_are_read_in_their_order_by_their_positions() {
        EventLog log = log(8, 1 << 20);
        for (int i = 0; i < 5; i++) {
            log.append(10 + i, new byte[i], null, 100 + i);
        }
        assertThat(log.head()).isZero();
        assertThat(log.tail()).isEqualTo(5);
        for (int i = 0; i < 5; i++) {
            Event event = Objects.requireNonNull(log.read(i));
            assertThat(event.position()).isEqualTo(i);
            assertThat(event.contentTypeId()).isEqualTo(10 + i);
            assertThat(event.payload()).hasSize(i);
            assertThat(event.receivedNanos()).isEqualTo(100 + i);
        }
    }

    @Test
    void the_log_holds_at_most_so_many_events_and_says_which_are_gone() {
        EventLog log = log(8, 1 << 20);
        append(log, 100, 10);
        assertThat(log.size()).isEqualTo(8);
        assertThat(log.head()).isEqualTo(92);
        assertThat(log.bytes()).isEqualTo(80);
        assertThat(log.read(91)).isNull();
        // The slot of 99 - 8 holds 99 now: an overtaken position must not be answered with a later event.
        assertThat(log.read(83)).isNull();
        assertThat(Objects.requireNonNull(log.read(92)).position()).isEqualTo(92);
    }

    @Test
    void a_capacity_is_rounded_up_to_a_power_of_two() {
        EventLog log = log(5, 1 << 20);
        append(log, 100, 1);
        assertThat(log.size()).isEqualTo(8);
    }

    @Test
    void the_log_holds_at_most_so_many_bytes_compressed_forms_included() {
        EventLog log = log(1024, 1024);
        for (int i = 0; i < 100; i++) {
            log.append(1, new byte[60], new CompressedPayload(new byte[40], 256), 0);
            assertThat(log.bytes()).isLessThanOrEqualTo(1024);
        }
        assertThat(log.size()).isEqualTo(10);
        assertThat(log.bytes()).isEqualTo(1000);
    }

    @Test
    void an_event_larger_than_the_log_is_held_alone() {
        EventLog log = log(1024, 1024);
        append(log, 5, 100);
        append(log, 1, 5000);
        assertThat(log.size()).isEqualTo(1);
        assertThat(log.bytes()).isEqualTo(5000);
        assertThat(log.read(5)).isNotNull();
        append(log, 1, 10);
        assertThat(log.size()).isEqualTo(1);
        assertThat(log.bytes()).isEqualTo(10);
    }

    @Test
    void the_writer_waits_for_a_reader_that_is_a_whole_log_behind_and_goes_on_as_it_advances() throws Exception {
        EventLog log = log(8, 1 << 20);
        LogReader reader = log.open(loop, () -> {});
        append(log, 8, 1);
        Thread writer = Thread.ofPlatform().start(() -> append(log, 3, 1));
        for (int read = 1; read <= 3; read++) {
            eventually("the writer waits", () -> writer.getState() == Thread.State.TIMED_WAITING);
            assertThat(log.tail()).isEqualTo(8 + read - 1);
            assertThat(log.head()).isEqualTo(read - 1);
            reader.advance(read);
            long tail = 8L + read;
            eventually("the writer goes on", () -> log.tail() == tail);
        }
        writer.join();
        assertThat(waits.count()).isBetween(1L, 3L);
    }

    @Test
    void the_writer_waits_also_for_bytes() throws Exception {
        EventLog log = log(1024, 1024);
        LogReader reader = log.open(loop, () -> {});
        append(log, 1, 1000);
        Thread writer = Thread.ofPlatform().start(() -> append(log, 1, 1000));
        eventually("the writer waits", () -> writer.getState() == Thread.State.TIMED_WAITING);
        assertThat(log.read(0)).isNotNull();
        reader.advance(1);
        writer.join();
        assertThat(log.read(0)).isNull();
        assertThat(log.tail()).isEqualTo(2);
    }

    @Test
    void a_loop_that_ended_does_not_hold_the_writer() throws Exception {
        EventLog log = log(8, 1 << 20);
        EventExecutor ending = new DefaultEventExecutor();
        log.open(ending, () -> {});
        ending.shutdownGracefully(0, 0, TimeUnit.SECONDS).await();
        append(log, 100, 1);
        assertThat(log.head()).isEqualTo(92);
    }

    @Test
    void a_loop_that_ends_while_the_writer_waits_for_it_lets_it_go() throws Exception {
        EventLog log = log(8, 1 << 20);
        EventExecutor ending = new DefaultEventExecutor();
        CountDownLatch blocked = new CountDownLatch(1);
        ending.execute(() -> await(blocked));
        log.open(ending, () -> {});
        append(log, 8, 1);
        Thread writer = Thread.ofPlatform().start(() -> append(log, 100, 1));
        eventually("the writer waits", () -> writer.getState() == Thread.State.TIMED_WAITING);
        blocked.countDown();
        ending.shutdownGracefully(0, 0, TimeUnit.SECONDS).await();
        writer.join();
        assertThat(log.tail()).isEqualTo(108);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void append(EventLog log, int events, int bytes) {
        for (int i = 0; i < events; i++) {
            log.append(1, new byte[bytes], null, 0);
        }
    }

    private EventLog log(int events, int bytes) {
        return new EventLog(new LogConfig(events, new ByteSize(bytes)), waits);
    }
}
