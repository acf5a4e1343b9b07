package dev.carillon.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.bus.BusListener;
import dev.carillon.gateway.bus.ControlListener;
import dev.carillon.gateway.bus.EventBus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class EventStreamTest {
    private final LinkedBlockingQueue<byte[]> published = new LinkedBlockingQueue<>();
    private boolean failing;

    private final EventBus bus = new EventBus() {
        @Override
        public CompletionStage<Void> start(BusListener events, ControlListener control) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Long> publish(byte[] payload) {
            published.add(payload);
            return failing
                    ? CompletableFuture.failedFuture(new IllegalStateException("the bus is away"))
                    : CompletableFuture.completedFuture(1L);
        }

        @Override
        public CompletionStage<Long> publishControl(byte[] payload) {
            return publish(payload);
        }

        @Override
        public void close() {}
    };

    @Test
    void it_publishes_until_closed() throws InterruptedException {
        var stream = new EventStream(bus, () -> new byte[1], () -> Duration.ofMillis(1));
        stream.start();
        for (int i = 0; i < 20; i++) {
            assertThat(published.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
        stream.close();
        published.clear();
        assertThat(published.poll(20, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void a_bus_that_fails_does_not_end_it() throws InterruptedException {
        failing = true;
        try (var stream = new EventStream(bus, () -> new byte[1], () -> Duration.ofMillis(1))) {
            stream.start();
            assertThat(published.poll(10, TimeUnit.SECONDS)).isNotNull();
            assertThat(published.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void it_can_be_closed_in_a_long_pause_and_without_having_started() {
        new EventStream(bus, () -> new byte[1], () -> Duration.ofDays(1)).close();
        var stream = new EventStream(bus, () -> new byte[1], () -> Duration.ofDays(1));
        stream.start();
        assertThatThrownBy(stream::start).isInstanceOf(IllegalStateException.class);
        stream.close();
        assertThat(published).isEmpty();
    }

    @Test
    void its_pace_is_a_few_events_a_second() {
        Supplier<Duration> pace = EventStream.humanPace(3);
        long millis = 0;
        for (int i = 0; i < 1_000; i++) {
            long pause = pace.get().toMillis();
            assertThat(pause).isBetween(40L, 2_200L);
            millis += pause;
        }
        assertThat(1_000_000.0 / millis).isBetween(2.0, 5.0);
    }
}
