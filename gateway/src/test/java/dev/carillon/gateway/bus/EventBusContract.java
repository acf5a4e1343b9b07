package dev.carillon.gateway.bus;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every event bus must do. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
public abstract class EventBusContract {
    protected final List<byte[]> received = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private EventBus bus;

    /** A bus that has not been started. */
    protected abstract EventBus open();

    @BeforeEach
    void openBus() {
        bus = open();
    }

    @AfterEach
    void closeBus() {
        bus.close();
    }

    @Test
    void payloads_arrive_as_they_were_published() throws Exception {
        start(received::add);
        List<byte[]> sent = new ArrayList<>();
        sent.add(new byte[0]);
        sent.add(bytes("{\"content_type_id\": 7}"));
        sent.add(bytes("\r\n*3\r\n$7\r\nmessage\r\n"));
        sent.add(new byte[] {0, (byte) 0xff, (byte) 0xc3, 0x28, (byte) 0x80, 13, 10, 0});
        sent.add(random(65_536));
        sent.add(random((1 << 20) + 1));
        sent.add(random(5_000_000));
        for (byte[] payload : sent) {
            bus.publish(payload);
        }
        eventually("all arrive", () -> received.size() >= sent.size());
        for (int i = 0; i < sent.size(); i++) {
            assertThat(received.get(i)).as("payload %d", i).isEqualTo(sent.get(i));
        }
    }

    @Test
    void order_is_kept_and_one_thread_delivers() throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        start(payload -> {
            threads.add(Thread.currentThread());
            received.add(payload);
        });
        int count = 200; // leak detection at its most careful makes Lettuce slow
        for (int i = 0; i < count; i++) {
            bus.publish(bytes(Integer.toString(i)));
        }
        eventually("all arrive", () -> received.size() >= count);
        for (int i = 0; i < count; i++) {
            assertThat(text(received.get(i))).isEqualTo(Integer.toString(i));
        }
        assertThat(threads).hasSize(1).doesNotContain(Thread.currentThread());
    }

    @Test
    void a_publisher_learns_how_many_subscribers_there_are() throws Exception {
        assertThat(get(bus.publish(bytes("nobody listens")))).isZero();
        start(received::add);
        assertThat(get(bus.publish(bytes("one listens")))).isEqualTo(1);
        eventually("it arrives", () -> received.size() == 1);
        assertThat(text(received.get(0))).isEqualTo("one listens");
    }

    @Test
    void a_listener_that_throws_does_not_end_the_subscription() throws Exception {
        start(payload -> {
            received.add(payload);
            if (received.size() < 3) {
                throw new IllegalStateException("as the test wants");
            }
            if (received.size() == 3) {
                throw new AssertionError("as the test wants");
            }
        });
        for (int i = 0; i < 5; i++) {
            bus.publish(bytes("event"));
        }
        eventually("all arrive", () -> received.size() == 5);
    }

    @Test
    void each_channel_has_its_listener_and_both_keep_one_order() throws Exception {
        List<String> all = new CopyOnWriteArrayList<>();
        get(bus.start(payload -> all.add("event " + text(payload)), new RecordingControl(all)));
        for (int i = 0; i < 20; i++) {
            bus.publish(bytes(Integer.toString(i)));
            bus.publishControl(bytes("control " + i));
        }
        eventually(
                "all arrive",
                () -> all.stream()
                                .filter(each -> !each.equals(RecordingControl.GAP))
                                .count()
                        == 40);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            expected.add("event " + i);
            expected.add("control " + i);
        }
        all.removeIf(RecordingControl.GAP::equals);
        assertThat(all).isEqualTo(expected);
    }

    @Test
    void a_control_listener_is_told_that_it_may_have_missed_what_came_before() throws Exception {
        start(received::add);
        eventually("told", () -> told.equals(List.of(RecordingControl.GAP)));
    }

    @Test
    void close_delivers_what_was_published_before_and_nothing_after() throws Exception {
        start(payload -> {
            received.add(payload);
            Thread.onSpinWait();
        });
        CompletableFuture<Long> last = new CompletableFuture<>();
        for (int i = 0; i < 100; i++) {
            last = bus.publish(bytes("event")).toCompletableFuture();
        }
        get(last);
        bus.close();
        assertThat(received).hasSize(100);
        bus.close();
        assertThatThrownBy(() -> get(bus.publish(bytes("too late"))))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(BusException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void close_waits_for_a_listener_that_waits() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        start(payload -> {
            entered.countDown();
            await(release);
            received.add(payload);
        });
        bus.publish(bytes("event"));
        assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
        Thread closer = Thread.ofPlatform().start(bus::close);
        eventually("close waits", () -> closer.getState() != Thread.State.RUNNABLE && closer.isAlive());
        assertThat(received).isEmpty();
        release.countDown();
        closer.join();
        assertThat(received).hasSize(1);
    }

    @Test
    void a_bus_that_was_never_started_can_be_closed() {
        bus.close();
        assertThat(received).isEmpty();
    }

    private void start(BusListener listener) throws Exception {
        get(bus.start(listener, new RecordingControl(told)));
    }

    static <T> T get(java.util.concurrent.CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(42).nextBytes(bytes);
        return bytes;
    }
}
