package dev.carillon.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LeakDetectionTest {
    private final LeakDetection detection = new LeakDetection();

    @AfterEach
    void the_detection_of_this_class_itself_goes_on() {
        detection.watch();
    }

    @Test
    void every_test_class_is_watched_without_saying_so() {
        assertThat(LeakDetection.isWatching()).isTrue();
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    }

    @Test
    void a_buffer_that_is_never_released_fails_the_class() {
        detection.watch();
        leak();
        assertThatThrownBy(() -> detection.check("a leaking test"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("a leaking test")
                .hasMessageContaining("LEAK: ByteBuf.release() was not called")
                .hasMessageContaining("LeakDetectionTest.leak");
    }

    @Test
    void released_buffers_are_no_leak() {
        detection.watch();
        for (int i = 0; i < 100; i++) {
            PooledByteBufAllocator.DEFAULT.directBuffer(100).writeLong(i).release();
        }
        assertThatCode(() -> detection.check("a clean test")).doesNotThrowAnyException();
    }

    private static void leak() {
        ByteBuf leaked = PooledByteBufAllocator.DEFAULT.directBuffer(100);
        leaked.writeLong(1);
    }
}
