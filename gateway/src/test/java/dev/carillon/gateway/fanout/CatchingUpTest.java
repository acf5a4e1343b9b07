package dev.carillon.gateway.fanout;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.testing.LogLines;
import dev.carillon.protocol.close.CloseReason;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Those who could not take a batch at once read on in turns, until they leave, fail or stand where the loop stands. */
final class CatchingUpTest {
    private final MemoryBed bed = new MemoryBed();

    @AfterEach
    void end() {
        bed.close();
    }

    @Test
    void a_write_that_ends_its_session_while_it_catches_up_is_counted_once() {
        ServerEnd failing = parked();
        bed.append(1);
        bed.append(1);
        bed.runTasks();
        bed.channel(0).pipeline().addFirst(new MemoryBed.Refusing(failing));
        bed.fill(0, false);
        assertThat(bed.shard.subscriberCount()).isZero();
        assertThat(bed.shard.counters().matched.get()).isEqualTo(3);
        assertThat(bed.shard.counters().pending()).isZero();
    }

    @Test
    void one_that_leaves_in_the_middle_of_catching_up_is_left_alone() {
        ServerEnd end = parked();
        bed.appendLarge(100);
        bed.fill(0, false);
        // It has read on for a turn, and the next is queued.
        end.leave();
        try (LogLines lines = new LogLines(CatchUp.class)) {
            bed.runTasks();
            assertThat(lines.messages()).isEmpty();
        }
        assertThat(bed.shard.counters().shed(ShedReason.CLOSED).get()).isBetween(1L, 99L);
        assertThat(bed.shard.counters().pending()).isZero();
    }

    @Test
    void a_chunk_that_fails_in_an_unforeseen_way_is_counted_once() {
        ServerEnd end = parked();
        bed.append(1);
        bed.runTasks();
        try (LogLines lines = new LogLines(CatchUp.class)) {
            bed.allocator.slices = 0;
            bed.setWritable(0, true);
            bed.sweep();
            assertThat(lines.messages()).hasSize(1);
        }
        assertThat(end.told()).containsExactly(CloseReason.INTERNAL_ERROR);
        assertThat(bed.shard.counters().shed(ShedReason.UNSENT).get()).isEqualTo(1);
        assertThat(bed.shard.counters().pending()).isZero();
    }

    @Test
    void whom_nothing_waits_for_is_not_overtaken_by_the_events_of_others() {
        ServerEnd end = parked();
        bed.appendOthers(900);
        bed.sweep();
        bed.append(1);
        // The log passes the place where it was parked, but not its event.
        bed.appendOthers(200);
        bed.sweep();
        assertThat(end.told()).isEmpty();
        assertThat(bed.shard.waiting(Objects.requireNonNull(end.subscriber()))).isEqualTo(1);
        bed.fill(0, false);
        assertThat(bed.received(0)).isEqualTo("1:0 1:901 ");
        assertThat(bed.shard.parkedCount()).isZero();
        bed.assertAllWritten(2);
    }

    @Test
    void one_that_reads_on_in_turns_takes_no_more_turns_however_often_it_is_looked_at() {
        parked();
        bed.appendLarge(200);
        bed.fill(0, false);
        long turn = bed.shard.counters().written.get();
        for (int i = 1; i <= 4; i++) {
            bed.fanout.sweep(System.nanoTime());
            bed.fanout.sweep(System.nanoTime());
            bed.runTasks();
            assertThat(bed.shard.counters().written.get()).isLessThanOrEqualTo((i + 1) * turn);
        }
        awaitCaughtUp();
        bed.assertAllWritten(201);
    }

    @Test
    void a_long_way_to_catch_up_is_made_in_turns() {
        parked();
        bed.appendLarge(100);
        bed.fill(0, false);
        assertThat(bed.shard.parkedCount()).as("others come between").isEqualTo(1);
        awaitCaughtUp();
        bed.assertAllWritten(101);
    }

    /** A connection that sees type 1, whose channel was filled by the first event: that one it has, the next ones wait for it. */
    private ServerEnd parked() {
        ServerEnd end = bed.connect(1);
        bed.fill(0, true);
        bed.append(1);
        bed.runTasks();
        assertThat(bed.shard.parkedCount()).isEqualTo(1);
        return end;
    }

    private void awaitCaughtUp() {
        eventually("it has caught up", () -> {
            bed.runTasks();
            return bed.shard.parkedCount() == 0;
        });
    }
}
