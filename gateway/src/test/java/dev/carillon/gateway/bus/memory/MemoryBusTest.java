package dev.carillon.gateway.bus.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.bus.BusException;
import dev.carillon.gateway.bus.EventBus;
import dev.carillon.gateway.bus.EventBusContract;
import dev.carillon.gateway.bus.RecordingControl;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryBusTest extends EventBusContract {
    @Override
    protected EventBus open() {
        return new MemoryBus();
    }

    @Test
    void a_publisher_is_held_back_until_its_event_is_taken_and_refused_when_the_queue_is_full() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (MemoryBus bus = new MemoryBus(2)) {
            bus.start(
                    payload -> {
                        entered.countDown();
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    new RecordingControl(new ArrayList<>()));
            CompletableFuture<Long> taken = bus.publish(new byte[1]).toCompletableFuture();
            assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
            bus.publish(new byte[1]);
            bus.publish(new byte[1]);
            assertThat(taken).isNotDone();
            assertThatThrownBy(
                            () -> bus.publish(new byte[1]).toCompletableFuture().join())
                    .hasCauseInstanceOf(BusException.class)
                    .hasMessageContaining("full: 2 events wait");
            release.countDown();
            assertThat(taken.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }
}
