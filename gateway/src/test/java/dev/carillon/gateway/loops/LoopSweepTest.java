package dev.carillon.gateway.loops;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.metrics.Timing;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoopSweepTest {
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final Metrics metrics = new Metrics();
    private final Timing lag = metrics.timing(Metric.LOOP_LAG);

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        metrics.close();
    }

    @Test
    void it_runs_on_the_loop_again_and_again_and_measures_its_lag() {
        AtomicInteger elsewhere = new AtomicInteger();
        AtomicInteger beats = new AtomicInteger();
        LoopSweep sweep = new LoopSweep(
                loop,
                100_000,
                List.of(now -> {
                    beats.incrementAndGet();
                    elsewhere.addAndGet(loop.inEventLoop() ? 0 : 1);
                }),
                lag);
        eventually("five beats", () -> beats.get() >= 5);
        sweep.close();
        assertThat(elsewhere).hasValue(0);
        assertThat(lag.count()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void a_sweep_that_fails_is_not_the_last_and_holds_up_no_other() {
        AtomicInteger others = new AtomicInteger();
        AtomicInteger beats = new AtomicInteger();
        LoopSweep sweep = new LoopSweep(
                loop,
                100_000,
                List.of(
                        now -> {
                            if (beats.incrementAndGet() == 1) {
                                throw new OutOfMemoryError("on purpose, as Netty throws it");
                            }
                        },
                        now -> others.incrementAndGet()),
                lag);
        eventually("a beat after the failure", () -> beats.get() >= 3);
        eventually("the other", () -> others.get() >= 3);
        sweep.close();
    }
}
