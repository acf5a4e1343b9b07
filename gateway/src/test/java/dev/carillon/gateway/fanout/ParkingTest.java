package dev.carillon.gateway.fanout;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.gateway.registry.Tally;
import dev.carillon.protocol.close.CloseReason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of clients that read too slowly, on real sockets. */
final class ParkingTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int KIB = 1024;

    @ParameterizedTest
    @EnumSource(TestTransport.class)
    void a_parked_connection_loses_nothing_while_the_log_holds_its_place(TestTransport transport) throws IOException {
        try (FanoutBed bed = bed(transport, 16 * KIB, SlowConfig.Policy.DISCONNECT)) {
            Receiver slow = bed.connect(1);
            Receiver fast = bed.connect(1).read();
            bed.append(4000, 1, KIB);
            fast.awaitCount(4000);
            eventually("the fast one is live, the slow one parked", () -> bed.parked() == 1);
            assertThat(slow.end().told()).isEmpty();
            slow.read().awaitCount(4000);
            assertThat(slow.numbers())
                    .isEqualTo(LongStream.range(0, 4000).boxed().toList())
                    .isEqualTo(fast.numbers());
            bed.awaitSettled(8000);
            eventually("it is live again", () -> bed.parked() == 0);
            assertThat(bed.catchUps()).isPositive();
            assertThat(bed.written()).isEqualTo(8000);
            bed.append(10, 1, 10);
            slow.awaitCount(4010);
        }
    }

    /** More than are looked at in advance; each gets what is due to it though some of them park and catch up among them. */
    @ParameterizedTest
    @EnumSource(TestTransport.class)
    void those_that_park_in_the_middle_of_many_harm_no_other(TestTransport transport) throws IOException {
        try (FanoutBed bed = bed(transport, 16 * KIB, SlowConfig.Policy.DISCONNECT)) {
            List<Receiver> all = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                Receiver receiver = bed.connect(1);
                all.add(i % 13 == 5 ? receiver : receiver.read());
            }
            List<Receiver> slow = IntStream.range(0, 80)
                    .filter(i -> i % 13 == 5)
                    .mapToObj(all::get)
                    .toList();
            for (int sent = 50; sent <= 3000; sent += 50) {
                bed.append(50, 1, KIB);
                int due = sent;
                all.stream().filter(each -> !slow.contains(each)).forEach(each -> each.awaitCount(due));
            }
            eventually("the slow ones are parked", () -> bed.parked() == slow.size());
            slow.forEach(Receiver::read);
            all.forEach(each -> each.awaitCount(3000));
            assertThat(all)
                    .allSatisfy(each -> assertThat(each.numbers())
                            .isEqualTo(LongStream.range(0, 3000).boxed().toList()));
            bed.awaitSettled(240_000);
            assertThat(bed.written()).isEqualTo(240_000);
        }
    }

    @Test
    void a_connection_parks_and_catches_up_again_and_again() throws IOException {
        try (FanoutBed bed = bed(TestTransport.NIO, 16 * KIB, SlowConfig.Policy.DISCONNECT)) {
            Receiver receiver = bed.connect(1, 2);
            Receiver other = bed.connect(2).read();
            bed.append(1000, 1, KIB);
            eventually("parked", () -> bed.parked() == 1);
            receiver.read();
            for (int round = 0; round < 20; round++) {
                bed.append(100, 2, 4 * KIB);
                bed.append(200, 1, KIB);
            }
            receiver.awaitCount(7000);
            other.awaitCount(2000);
            assertThat(receiver.numbers())
                    .isEqualTo(LongStream.range(0, 7000).boxed().toList());
            bed.awaitSettled(9000);
            assertThat(bed.shed()).isZero();
        }
    }

    @Test
    void catching_up_holds_no_more_than_a_chunk_beyond_the_watermark() throws IOException {
        try (FanoutBed bed = bed(TestTransport.NIO, 16 * KIB, SlowConfig.Policy.DISCONNECT)) {
            Receiver slow = bed.connect(1);
            bed.append(8000, 1, KIB);
            eventually("parked", () -> bed.parked() == 1);
            eventually("the loop has read all", () -> bed.matched() == 8000);
            bed.onLoop(slow.end().shard(), slow.end().writes()::record);
            slow.read().awaitCount(8000);
            bed.awaitSettled(8000);
            int chunk = 64 * KIB + KIB;
            assertThat(slow.end().writes().mostPending()).isBetween(1L, (long) FanoutBed.HIGH_WATERMARK + chunk + KIB);
            assertThat(slow.end().writes().writes()).allMatch(write -> write.bytes() <= chunk + 66 * 4);
        }
    }

    @Test
    void one_that_the_log_has_overtaken_is_told_to_come_back() throws IOException {
        try (FanoutBed bed = bed(TestTransport.NIO, 256, SlowConfig.Policy.DISCONNECT)) {
            Receiver slow = bed.connect(1);
            Receiver fast = bed.connect(1).read();
            appendAtThePaceOf(fast, bed, 4000);
            bed.sweep(System.nanoTime());
            assertThat(slow.end().told()).containsExactly(CloseReason.TOO_SLOW);
            slow.read().awaitEnd();
            bed.awaitSettled(8000);
            assertPrefix(slow, 4000);
            assertThat(bed.shed(ShedReason.OVERTAKEN)).isPositive();
            assertThat(bed.shed()).isEqualTo(8000 - bed.written());
            assertThat(bed.parked()).isZero();
            assertThat(fast.numbers())
                    .isEqualTo(LongStream.range(0, 4000).boxed().toList());
        }
    }

    @ParameterizedTest
    @EnumSource(TestTransport.class)
    void one_that_is_overtaken_goes_on_with_the_newest_where_the_policy_is_to_skip(TestTransport transport)
            throws IOException {
        try (FanoutBed bed = bed(transport, 256, SlowConfig.Policy.SKIP)) {
            Receiver slow = bed.connect(1);
            Receiver fast = bed.connect(1).read();
            appendAtThePaceOf(fast, bed, 4000);
            bed.sweep(System.nanoTime());
            slow.read();
            eventually("it is live again", () -> bed.parked() == 0);
            bed.append(100, 1, KIB);
            eventually("the newest", () -> slow.numbers().contains(4099L));
            bed.awaitSettled(8200);
            assertThat(slow.end().told()).isEmpty();
            List<Long> got = slow.numbers();
            long lost = bed.shed(ShedReason.OVERTAKEN);
            assertThat(lost).isEqualTo(4100 - got.size()).isEqualTo(bed.shed()).isPositive();
            assertThat(got.subList(got.size() - 100, got.size()))
                    .isEqualTo(LongStream.range(4000, 4100).boxed().toList());
            assertThat(got.subList(0, got.size() - 100))
                    .isEqualTo(LongStream.range(0, got.size() - 100).boxed().toList());
        }
    }

    @Test
    void one_that_stays_behind_for_too_long_is_told_so_though_the_log_holds_its_place() throws IOException {
        try (FanoutBed bed = bed(TestTransport.NIO, 16 * KIB, SlowConfig.Policy.SKIP)) {
            Receiver slow = bed.connect(1);
            bed.append(2000, 1, KIB);
            eventually("parked", () -> bed.parked() == 1);
            eventually("the loop has read all", () -> bed.matched() == 2000);
            bed.sweep(System.nanoTime());
            assertThat(slow.end().told()).isEmpty();
            bed.sweep(System.nanoTime() + LONG.toNanos());
            assertThat(slow.end().told()).containsExactly(CloseReason.BEHIND_TOO_LONG);
            slow.read().awaitEnd();
            bed.awaitSettled(2000);
            assertThat(bed.shed(ShedReason.BEHIND_TOO_LONG)).isPositive();
            assertPrefix(slow, 2000);
        }
    }

    @Test
    void one_for_whom_nothing_waits_is_not_shed_when_the_log_passes_its_place() throws IOException {
        try (FanoutBed bed = bed(TestTransport.NIO, 256, SlowConfig.Policy.DISCONNECT)) {
            Receiver slow = bed.connect(1);
            Receiver other = bed.connect(2).read();
            // One batch, all of it written or on its way, but more than the socket takes.
            bed.appendAtOnce(() -> bed.append(1, 1, 8 << 20));
            eventually("parked", () -> bed.parked() == 1);
            for (int sent = 50; sent <= 2000; sent += 50) {
                bed.append(50, 2, 100);
                other.awaitCount(sent);
            }
            bed.sweep(System.nanoTime());
            assertThat(slow.end().told()).isEmpty();
            slow.read().awaitCount(1);
            eventually("it is live again", () -> bed.parked() == 0);
            bed.awaitSettled(2001);
            assertThat(bed.shed()).isZero();
        }
    }

    @Test
    void one_that_breaks_while_it_is_parked_is_accounted_for() throws IOException {
        try (FanoutBed bed = bed(TestTransport.NIO, 16 * KIB, SlowConfig.Policy.DISCONNECT)) {
            Receiver slow = bed.connect(1);
            bed.append(2000, 1, KIB);
            eventually("parked", () -> bed.parked() == 1);
            Subscriber parked = Objects.requireNonNull(onLoop(slow, slow.end()::subscriber));
            Tally stuck = onLoop(slow, parked::tally);
            assertThat(stuck.unsent()).as("held by its channel").isPositive();
            slow.reset();
            eventually("it has left", () -> bed.registry().sum(shard -> shard.subscriberCount()) == 0);
            bed.awaitSettled(2000);
            assertThat(bed.shed(ShedReason.CLOSED)).isPositive();
            assertThat(bed.shed(ShedReason.UNSENT)).isPositive();
            assertThat(bed.shed()).isEqualTo(2000 - bed.written());
            assertThat(slow.end().failures()).isEmpty();
            Tally end = onLoop(slow, parked::tally);
            assertThat(end.unsent()).isZero();
            assertThat(end.shed()).isEqualTo(bed.shed());
            assertThat(end.written(0)).isEqualTo(bed.written());
        }
    }

    private static <T> T onLoop(Receiver receiver, Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, receiver.end().shard().loop())
                .join();
    }

    private static void appendAtThePaceOf(Receiver fast, FanoutBed bed, int events) {
        for (int sent = 0; sent < events; sent += 50) {
            bed.append(50, 1, KIB);
            fast.awaitCount(sent + 50);
        }
    }

    private static void assertPrefix(Receiver receiver, int of) {
        assertThat(receiver.count()).isLessThan(of);
        assertThat(receiver.numbers())
                .isEqualTo(LongStream.range(0, receiver.count()).boxed().toList());
    }

    private static FanoutBed bed(TestTransport transport, int events, SlowConfig.Policy policy) {
        return new FanoutBed(transport, 2, FanoutBed.log(events), FanoutBed.slow(policy, LONG));
    }
}
