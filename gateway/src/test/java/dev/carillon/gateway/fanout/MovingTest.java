package dev.carillon.gateway.fanout;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.fanout.Receiver.Frame;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.protocol.close.CloseReason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What connections see changes while events come, live and parked. */
final class MovingTest {
    private static final int KIB = 1024;

    private static FanoutBed bed(int events, SlowConfig.Policy policy) {
        return new FanoutBed(TestTransport.NIO, 1, FanoutBed.log(events), FanoutBed.slow(policy, Duration.ofHours(1)));
    }

    private static void move(FanoutBed bed, Receiver receiver, long... types) {
        bed.onLoop(receiver.end().shard(), () -> {
            Subscriber subscriber = Objects.requireNonNull(receiver.end().subscriber());
            receiver.end().shard().move(subscriber, VisibleTypes.of(types));
        });
    }

    /** One of type 1, one of 2, one of 3, and so on. */
    private static void appendInTurn(FanoutBed bed, int rounds) {
        for (int i = 0; i < rounds; i++) {
            for (long type = 1; type <= 3; type++) {
                bed.append(type, KIB);
            }
        }
        eventually("the loop has read all", () -> bed.fanoutsAreAt(bed.log().tail()));
    }

    private static List<Long> numbersOf(Receiver receiver, long type) {
        return receiver.frames().stream()
                .filter(frame -> frame.type() == type)
                .map(Frame::number)
                .toList();
    }

    private static void awaitNothingPending(FanoutBed bed) {
        eventually("nothing is pending", () -> bed.matched() == bed.written() + bed.shed());
    }

    @Test
    void a_live_connection_sees_something_else_from_the_next_event_on() throws IOException {
        try (FanoutBed bed = bed(1 << 12, SlowConfig.Policy.DISCONNECT)) {
            Receiver client = bed.connect(1, 2).read();
            appendInTurn(bed, 1);
            move(bed, client, 2, 3);
            appendInTurn(bed, 1);
            move(bed, client);
            appendInTurn(bed, 1);
            move(bed, client, 1);
            appendInTurn(bed, 1);
            client.awaitCount(5);
            assertThat(client.numbers()).containsExactly(0L, 1L, 4L, 5L, 9L);
            bed.awaitSettled(5);
            assertThat(bed.shed()).isZero();
            assertThat(bed.registry().sum(shard -> shard.counters().moves.get()))
                    .isEqualTo(3);
        }
    }

    @Test
    void of_what_waits_for_a_parked_one_it_gets_what_it_might_see_then_and_may_see_now() throws IOException {
        try (FanoutBed bed = bed(1 << 14, SlowConfig.Policy.DISCONNECT)) {
            Receiver slow = bed.connect(1, 2);
            appendInTurn(bed, 1000);
            eventually("parked", () -> bed.parked() == 1);
            move(bed, slow, 2, 3);
            appendInTurn(bed, 1000);
            long matched = bed.matched();
            assertThat(matched).isEqualTo(4000);
            slow.read();
            awaitNothingPending(bed);
            assertThat(slow.numbers()).isSorted().doesNotHaveDuplicates();
            assertThat(numbersOf(slow, 2)).as("never revoked").hasSize(2000);
            assertThat(numbersOf(slow, 3)).hasSize(1000).allMatch(number -> number >= 3000);
            long sentBefore = numbersOf(slow, 1).size();
            assertThat(sentBefore).isLessThan(1000);
            assertThat(bed.shed(ShedReason.REVOKED))
                    .isEqualTo(1000 - sentBefore)
                    .isEqualTo(bed.shed());
            assertThat(bed.matched()).isEqualTo(4000);
            eventually("live again", () -> bed.parked() == 0);
        }
    }

    @Test
    void moving_to_and_fro_while_parked_keeps_what_is_seen_at_both_ends() throws IOException {
        try (FanoutBed bed = bed(1 << 14, SlowConfig.Policy.DISCONNECT)) {
            Receiver slow = bed.connect(1, 2);
            appendInTurn(bed, 500);
            eventually("parked", () -> bed.parked() == 1);
            move(bed, slow, 3);
            appendInTurn(bed, 500);
            move(bed, slow, 1, 2, 3);
            move(bed, slow, 2, 3);
            appendInTurn(bed, 500);
            slow.read();
            awaitNothingPending(bed);
            assertThat(numbersOf(slow, 2)).as("not in between").noneMatch(number -> number >= 1500 && number < 3000);
            assertThat(numbersOf(slow, 2)).hasSize(1000);
            assertThat(numbersOf(slow, 3)).allMatch(number -> number >= 1500).hasSize(1000);
            assertThat(bed.matched()).isEqualTo(1000 + 500 + 1000);
            assertThat(bed.shed()).isEqualTo(500 - numbersOf(slow, 1).size()).isEqualTo(bed.shed(ShedReason.REVOKED));
        }
    }

    @Test
    void a_parked_one_that_may_see_nothing_any_more_is_live_again_without_a_byte() throws IOException {
        try (FanoutBed bed = bed(1 << 14, SlowConfig.Policy.DISCONNECT)) {
            Receiver slow = bed.connect(1);
            appendInTurn(bed, 1000);
            eventually("parked", () -> bed.parked() == 1);
            move(bed, slow);
            slow.read();
            eventually("live again", () -> bed.parked() == 0);
            awaitNothingPending(bed);
            assertThat(bed.shed(ShedReason.REVOKED))
                    .isEqualTo(1000 - bed.written())
                    .isPositive();
            move(bed, slow, 3);
            appendInTurn(bed, 1);
            eventually("the newest", () -> slow.numbers().contains(3002L));
            assertThat(slow.frames().stream().map(Frame::type).collect(Collectors.toSet()))
                    .containsExactlyInAnyOrder(1L, 3L);
        }
    }

    @Test
    void one_that_leaves_after_a_move_has_everything_accounted_for() throws IOException {
        try (FanoutBed bed = bed(1 << 14, SlowConfig.Policy.DISCONNECT)) {
            Receiver slow = bed.connect(1, 2);
            appendInTurn(bed, 1000);
            eventually("parked", () -> bed.parked() == 1);
            move(bed, slow, 3);
            appendInTurn(bed, 100);
            bed.onLoop(slow.end().shard(), slow.end()::leave);
            slow.read();
            awaitNothingPending(bed);
            assertThat(bed.matched()).isEqualTo(2100);
            assertThat(bed.shed(ShedReason.CLOSED)).isEqualTo(2100 - bed.written());
        }
    }

    @Test
    void one_that_the_log_overtakes_after_a_move_is_told_to_come_back() throws IOException {
        try (FanoutBed bed = bed(256, SlowConfig.Policy.DISCONNECT)) {
            Receiver slow = bed.connect(1, 2);
            for (int i = 0; i < 20; i++) {
                appendInTurn(bed, 50);
                if (i == 10) {
                    assertThat(bed.parked()).isEqualTo(1);
                    move(bed, slow, 3);
                }
            }
            bed.sweep(System.nanoTime());
            assertThat(slow.end().told()).containsExactly(CloseReason.TOO_SLOW);
            slow.read().awaitEnd();
            awaitNothingPending(bed);
            assertThat(bed.shed(ShedReason.OVERTAKEN)).isPositive();
        }
    }
}
