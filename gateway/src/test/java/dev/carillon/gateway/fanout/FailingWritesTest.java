package dev.carillon.gateway.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.gateway.registry.Tally;
import dev.carillon.gateway.testing.LogLines;
import dev.carillon.protocol.close.CloseReason;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a batch, and of everybody else, when memory runs out, a write fails or a channel is closed. */
final class FailingWritesTest {
    private final MemoryBed bed = new MemoryBed();

    @AfterEach
    void end() {
        bed.close();
    }

    @Test
    void without_memory_for_a_batch_its_clients_wait_and_get_it_later_in_order() {
        ServerEnd one = bed.connect(1);
        ServerEnd two = bed.connect(2);
        bed.append(1);
        bed.append(2);
        bed.allocator.exhausted = true;
        bed.runTasks();
        bed.append(1);
        bed.runTasks();
        assertThat(bed.received(0)).isEmpty();
        assertThat(bed.shard.parkedCount()).isEqualTo(2);
        bed.sweep();
        assertThat(bed.shard.parkedCount()).isEqualTo(2);
        bed.allocator.exhausted = false;
        bed.sweep();
        bed.append(2);
        bed.runTasks();
        assertThat(bed.received(0)).isEqualTo("1:0 1:2 ");
        assertThat(bed.received(1)).as("and nothing that belongs to others").isEqualTo("2:1 2:3 ");
        assertThat(bed.shard.parkedCount()).isZero();
        bed.assertAllWritten(4);
        assertThat(one.told()).isEmpty();
        assertThat(two.told()).isEmpty();
    }

    @Test
    void a_write_that_ends_its_session_at_once_harms_nobody_else() {
        ServerEnd first = bed.connect(1);
        ServerEnd failing = bed.connect(1);
        ServerEnd last = bed.connect(1);
        bed.channel(1).pipeline().addFirst(new MemoryBed.Refusing(failing));
        Subscriber lost = Objects.requireNonNull(failing.subscriber());
        bed.append(1);
        bed.runTasks();
        bed.append(1);
        bed.runTasks();
        assertThat(bed.received(0)).isEqualTo("1:0 1:1 ").isEqualTo(bed.received(2));
        assertThat(failing.subscriber()).isNull();
        assertThat(bed.shard.subscriberCount()).isEqualTo(2);
        assertThat(bed.shard.counters().matched.get()).isEqualTo(5);
        assertThat(bed.shard.counters().written.get()).isEqualTo(4);
        assertThat(bed.shard.counters().shed(ShedReason.UNSENT).get()).isEqualTo(1);
        assertThat(lost.tally()).isEqualTo(new Tally(1, 0, 1, ShedReason.UNSENT));
        assertThat(bed.shard.counters().pending()).isZero();
        assertThat(first.told()).isEmpty();
        assertThat(last.told()).isEmpty();
    }

    @Test
    void a_send_that_fails_in_an_unforeseen_way_ends_its_connection_and_the_others_get_the_batch() {
        ServerEnd last = bed.connect(1);
        ServerEnd failing = bed.connect(1);
        ServerEnd first = bed.connect(1);
        bed.allocator.slices = 1;
        bed.append(1);
        bed.runTasks();
        assertThat(bed.received(2)).isEqualTo("1:0 ");
        assertThat(failing.told()).containsExactly(CloseReason.INTERNAL_ERROR);
        assertThat(failing.tally()).isEqualTo(new Tally(1, 0, 1, ShedReason.UNSENT));
        assertThat(bed.shard.waiting(Objects.requireNonNull(last.subscriber()))).isEqualTo(1);
        bed.allocator.slices = Integer.MAX_VALUE;
        bed.append(1);
        bed.runTasks();
        bed.sweep();
        assertThat(bed.received(0)).isEqualTo("1:0 1:1 ");
        assertThat(bed.received(2)).isEqualTo("1:1 ");
        assertThat(bed.shard.counters().matched.get()).isEqualTo(5);
        assertThat(bed.shard.counters().written.get()).isEqualTo(4);
        assertThat(bed.shard.counters().pending()).isZero();
        assertThat(last.told()).isEmpty();
        assertThat(first.told()).isEmpty();
        assertThat(bed.allocator.given).allMatch(frames -> frames.refCnt() == 0);
    }

    @Test
    void a_turn_that_fails_is_told_and_the_next_one_goes_on() {
        bed.connect(1);
        try (LogLines lines = new LogLines(Fanout.class)) {
            bed.allocator.broken = true;
            bed.append(1);
            bed.runTasks();
            assertThat(lines.messages()).hasSize(1);
        }
        bed.allocator.broken = false;
        bed.append(1);
        bed.runTasks();
        assertThat(bed.received(0)).isEqualTo("1:1 ");
    }

    @Test
    void what_a_channel_keeps_is_not_written_over_by_the_next_audience() {
        bed.connect(1);
        bed.connect(2);
        bed.append(1);
        bed.append(2);
        // Their frames are as large, and nobody reads them before both are written.
        bed.runTasks();
        assertThat(bed.received(0)).isEqualTo("1:0 ");
        assertThat(bed.received(1)).isEqualTo("2:1 ");
    }

    @Test
    void what_no_channel_keeps_is_used_again_in_the_turn_and_not_longer() {
        bed.connect(1);
        bed.connect(1, 2);
        bed.channel(0).pipeline().addFirst(new MemoryBed.Taking());
        bed.channel(1).pipeline().addFirst(new MemoryBed.Taking());
        bed.append(1);
        bed.runTasks();
        bed.assertAllWritten(2);
        assertThat(bed.allocator.given).hasSize(1).allMatch(frames -> frames.refCnt() == 0);
    }

    @Test
    void one_that_is_closed_already_is_shed() {
        ServerEnd end = bed.connect(1);
        bed.channel(0).close();
        // As if the end had not been told yet.
        bed.append(1);
        bed.runTasks();
        assertThat(end.subscriber()).isNull();
        assertThat(bed.shard.counters().pending()).isZero();
        assertThat(bed.shard.counters().written.get()).isZero();
    }
}
