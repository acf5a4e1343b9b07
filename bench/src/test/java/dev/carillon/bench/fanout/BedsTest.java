package dev.carillon.bench.fanout;

import static dev.carillon.bench.fanout.End.MEMORY;
import static dev.carillon.bench.fanout.End.SOCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.access.VisibleTypes;
import io.netty.channel.epoll.Epoll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The benchmarks measure what they say: so many deliveries, in batches of this size, the slow ones parked. */
final class BedsTest {
    private static final int FRAME = 200 + 4;

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 16", "2, 16", "3, 1"})
    void every_batch_has_the_asked_size_on_every_loop(int loops, int batch) {
        try (CarillonBed bed = new CarillonBed(Scene.alike(60, loops, 200, 0, MEMORY))) {
            bed.deliver(160, batch, 160 * 60);
            bed.deliver(160, batch, 160 * 60);
            assertThat(bed.path().batchedEvents()).isEqualTo(2L * 160 * loops);
            assertThat(bed.path().batches()).isEqualTo(2L * 160 * loops / batch);
            assertThat(bed.path().loops().bytesTaken()).isEqualTo(2L * 160 * 60 * FRAME);
            assertThat(bed.path().loops().writesTaken())
                    .as("one write a batch and connection")
                    .isEqualTo(2L * 160 * 60 / batch);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "10, 1", "10, 2", "100, 2"})
    void with_halves_every_event_is_seen_by_half(int audiences, int loops) {
        Scene scene = Scene.halves(100, loops, audiences, 20, 200, MEMORY);
        assertThat(scene.audiences().stream().distinct()).hasSize(audiences);
        assertThat(scene.deliveries(40)).isEqualTo(40 * 50);
        try (CarillonBed bed = new CarillonBed(scene)) {
            bed.deliver(40, 20, 40 * 50);
            assertThat(bed.path().registry().sum(shard -> shard.audienceCount()))
                    .isGreaterThanOrEqualTo(audiences);
            assertThat(bed.path().loops().bytesTaken()).isEqualTo(40L * 50 * FRAME);
        }
    }

    @Test
    void slow_connections_are_parked_and_read_all_at_the_end() {
        try (CarillonBed bed = new CarillonBed(Scene.alike(100, 2, 1024, 10, MEMORY))) {
            bed.deliver(200, 1, 200 * 100);
            assertThat(bed.path().parks()).isEqualTo(10);
            assertThat(bed.path().loops().bytesTaken()).isEqualTo(200L * 100 * (1024 + 4));
            bed.deliver(200, 1, 200 * 100);
            assertThat(bed.path().parks()).isEqualTo(20);
        }
    }

    @Test
    void sockets_that_discard_take_everything() {
        Assumptions.assumeTrue(Epoll.isAvailable(), "skipped: no epoll on this machine");
        try (CarillonBed bed = new CarillonBed(Scene.alike(100, 2, 1024, 0, SOCKET));
                ChannelGroupBed control = new ChannelGroupBed(Scene.alike(100, 2, 1024, 0, SOCKET))) {
            bed.deliver(200, 20, 200 * 100);
            bed.deliver(200, 1, 200 * 100);
            assertThat(bed.path().writtenBytes()).isEqualTo(2L * 200 * 100 * (1024 + 4));
            assertThat(bed.path().parks()).isZero();
            assertThat(bed.path().loops().bytesTaken()).isZero();
            control.deliver(20, 20 * 100);
        }
    }

    @Test
    void without_slow_ones_nobody_is_parked() {
        try (CarillonBed bed = new CarillonBed(Scene.alike(100, 1, 1024, 0, MEMORY))) {
            bed.deliver(200, 10, 200 * 100);
            assertThat(bed.path().parks()).isZero();
        }
    }

    @Test
    void other_deliveries_than_expected_are_a_failure() {
        try (CarillonBed bed = new CarillonBed(Scene.alike(10, 1, 200, 0, MEMORY))) {
            assertThatThrownBy(() -> bed.deliver(10, 1, 99)).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 2"})
    void the_control_delivers_the_same(int audiences, int loops) {
        Scene scene = Scene.halves(100, loops, audiences, 20, 200, MEMORY);
        try (ChannelGroupBed bed = new ChannelGroupBed(scene)) {
            bed.deliver(40, scene.deliveries(40));
            assertThat(bed.loops().bytesTaken()).isEqualTo(40L * 50 * FRAME);
        }
    }

    @Test
    void the_control_delivers_to_slow_connections_what_waited_for_them() {
        try (ChannelGroupBed bed = new ChannelGroupBed(Scene.alike(100, 2, 1024, 10, MEMORY))) {
            bed.deliver(200, 200 * 100);
            bed.deliver(200, 200 * 100);
            assertThat(bed.loops().bytesTaken()).isEqualTo(2L * 200 * 100 * (1024 + 4));
        }
    }

    @Test
    void neighbours_see_the_opposite_on_one_loop() {
        Scene scene = Scene.halves(100, 2, 10, 20, 200, MEMORY);
        VisibleTypes first = scene.seenBy(0);
        VisibleTypes second = scene.seenBy(1);
        for (long type = 1; type <= 20; type++) {
            assertThat(first.contains(type)).isNotEqualTo(second.contains(type));
        }
    }
}
