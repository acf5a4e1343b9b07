package dev.carillon.gateway.log;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.settings.ByteSize;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LogReaderTest {
    private static final int ROUNDS = 50_000;

    private final Metrics metrics = new Metrics();
    private final EventLog log =
            new EventLog(new LogConfig(64, new ByteSize(1 << 20)), metrics.timing(Metric.LOG_WAIT));

    @AfterEach
    void end() {
        metrics.close();
    }

    @Test
    void many_events_wake_the_loop_once_until_the_turn_of_its_drain_ends() {
        EmbeddedChannel channel = new EmbeddedChannel();
        AtomicInteger drains = new AtomicInteger();
        LogReader reader = log.open(channel.eventLoop(), drains::incrementAndGet);
        append();
        append();
        reader.wake();
        channel.runPendingTasks();
        assertThat(drains).hasValue(1);
        append();
        channel.runPendingTasks();
        assertThat(drains).as("the turn has not ended").hasValue(1);
        reader.advance(2);
        reader.turnEnds();
        channel.runPendingTasks();
        assertThat(drains).as("something is left").hasValue(2);
        reader.advance(3);
        reader.turnEnds();
        channel.runPendingTasks();
        assertThat(drains).as("nothing is left").hasValue(2);
        append();
        append();
        channel.runPendingTasks();
        assertThat(drains).hasValue(3);
        channel.finishAndReleaseAll();
    }

    @Test
    void a_reader_begins_at_the_newest_event() {
        append();
        append();
        EmbeddedChannel channel = new EmbeddedChannel();
        assertThat(log.open(channel.eventLoop(), () -> {}).cursor()).isEqualTo(2);
        channel.finishAndReleaseAll();
    }

    @Test
    void no_wake_up_is_lost_between_a_writer_and_its_loops() {
        List<EventExecutor> loops = List.of(new DefaultEventExecutor(), new DefaultEventExecutor());
        List<Drain> drains = new ArrayList<>();
        loops.forEach(loop -> drains.add(new Drain(log, loop)));
        for (int i = 0; i < ROUNDS; i++) {
            append();
            if (i % 7 == 0) {
                // The interesting race is an append while the loop is about to fall asleep.
                long position = i + 1L;
                while (drains.getFirst().reader.cursor() < position && i % 2 == 0) {
                    Thread.onSpinWait();
                }
            }
            if (i % 1000 == 0) {
                LockSupport.parkNanos(1);
            }
        }
        for (Drain drain : drains) {
            eventually("all was read", () -> drain.reader.cursor() == ROUNDS);
        }
        loops.forEach(loop -> loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly());
        assertThat(drains).allSatisfy(drain -> assertThat(drain.outOfOrder).isZero());
    }

    private void append() {
        log.append(1, new byte[1], null, 0);
    }

    /** Reads everything in order, as an event loop does. */
    private static final class Drain {
        private final EventLog log;
        private final LogReader reader;
        private int outOfOrder;

        Drain(EventLog log, EventExecutor loop) {
            this.log = log;
            this.reader = log.open(loop, this::run);
        }

        private void run() {
            long end = log.tail();
            for (long position = reader.cursor(); position < end; position++) {
                Event event = log.read(position);
                outOfOrder += event != null && event.position() == position ? 0 : 1;
                reader.advance(position + 1);
            }
            reader.turnEnds();
        }
    }
}
