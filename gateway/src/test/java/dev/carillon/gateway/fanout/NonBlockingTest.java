package dev.carillon.gateway.fanout;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.blockhound.BlockHound;

/** Joining, draining, parking, catching up, shedding and leaving never block an event loop. */
final class NonBlockingTest {
    private static final List<String> BLOCKED = new CopyOnWriteArrayList<>();

    /** For the whole JVM, and for good: so it only takes note, and of the bed's loops alone. */
    @BeforeAll
    static void install() {
        BlockHound.builder()
                .nonBlockingThreadPredicate(
                        given -> given.or(thread -> thread.getName().startsWith(FanoutBed.THREADS)))
                .blockingMethodCallback(method -> note(method.toString()))
                .install();
    }

    private static void note(String method) {
        List<String> ours = StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                        .filter(name -> name.startsWith("dev.carillon."))
                        .filter(name -> !name.equals(FanoutBed.class.getName()))
                        .skip(1)
                        .toList());
        if (!ours.isEmpty()) {
            BLOCKED.add(method + " in " + ours);
        }
    }

    @BeforeEach
    void forget() {
        BLOCKED.clear();
    }

    @Test
    void a_blocking_call_on_a_loop_would_be_noticed() throws IOException {
        try (FanoutBed bed = bed(TestTransport.NIO)) {
            bed.onLoop(bed.registry().shards().iterator().next(), NonBlockingTest::sleep);
        }
        assertThat(BLOCKED).anyMatch(call -> call.contains("sleep"));
    }

    private static void sleep() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @EnumSource(TestTransport.class)
    void the_hot_path_never_blocks_its_loop(TestTransport transport) throws IOException {
        try (FanoutBed bed = bed(transport)) {
            Receiver fast = bed.connect(1).read();
            Receiver slow = bed.connect(1);
            Receiver leaving = bed.connect(1);
            for (int i = 0; i < 3000; i += 50) {
                bed.append(50, 1, 1024);
                fast.awaitCount(i + 50);
            }
            bed.onLoop(leaving.end().shard(), leaving.end()::leave);
            bed.sweep(System.nanoTime());
            slow.read().awaitCount(3000);
            eventually("all live", () -> bed.parked() == 0);
            bed.sweep(System.nanoTime());
        }
        assertThat(BLOCKED).isEmpty();
    }

    private static FanoutBed bed(TestTransport transport) {
        return new FanoutBed(
                transport, 2, FanoutBed.log(4096), FanoutBed.slow(SlowConfig.Policy.DISCONNECT, Duration.ofMinutes(1)));
    }
}
