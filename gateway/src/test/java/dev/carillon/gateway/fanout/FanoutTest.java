package dev.carillon.gateway.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.fanout.WriteRecorder.Write;
import dev.carillon.gateway.registry.AudienceKey;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.protocol.frame.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FanoutTest {
    private static final SlowConfig SLOW = FanoutBed.slow(SlowConfig.Policy.DISCONNECT, Duration.ofMinutes(1));

    @Test
    void a_batch_is_one_write_a_connection_and_one_buffer_an_audience() throws IOException {
        try (FanoutBed bed = bed(TestTransport.NIO, 1)) {
            Receiver one = bed.connect(1, 2).read();
            Receiver two = bed.connect(2, 1).read();
            Receiver other = bed.connect(2).read();
            Stream.of(one, two, other).forEach(each -> each.end().writes().record());
            bed.appendAtOnce(() -> {
                bed.append(5, 1, 100);
                bed.append(5, 2, 100);
            });
            one.awaitCount(10);
            two.awaitCount(10);
            other.awaitCount(5);
            List<Write> writes = one.end().writes().writes();
            assertThat(writes).hasSize(1);
            assertThat(two.end().writes().writes()).as("the very same bytes").isEqualTo(writes);
            assertThat(other.end().writes().writes()).hasSize(1).doesNotContainAnyElementsOf(writes);
            bed.awaitSettled(25);
            assertThat(bed.written()).isEqualTo(25);
        }
    }

    @Test
    void nobody_receives_what_they_do_not_see() throws IOException {
        try (FanoutBed bed = bed(TestTransport.NIO, 2)) {
            Receiver one = bed.connect(1).read();
            Receiver two = bed.connect(2).read();
            Receiver none = bed.connect().read();
            for (int i = 0; i < 300; i++) {
                bed.append(1 + i % 3, 50);
            }
            one.awaitCount(100);
            two.awaitCount(100);
            bed.awaitSettled(200);
            assertThat(one.frames()).hasSize(100).allMatch(frame -> frame.type() == 1);
            assertThat(two.frames()).hasSize(100).allMatch(frame -> frame.type() == 2);
            assertThat(none.frames()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestTransport.class)
    void each_connection_gets_all_in_the_order_of_the_log(TestTransport transport) throws IOException {
        try (FanoutBed bed = bed(transport, 2)) {
            Receiver one = bed.connect(1, 2, 3).read();
            Receiver two = bed.connect(3).read();
            for (int i = 0; i < 9000; i++) {
                bed.append(1 + i % 3, 20 + i % 200);
            }
            one.awaitCount(9000);
            two.awaitCount(3000);
            assertThat(one.numbers())
                    .isEqualTo(LongStream.range(0, 9000).boxed().toList());
            assertThat(two.numbers())
                    .isEqualTo(LongStream.range(0, 3000)
                            .map(i -> 3 * i + 2)
                            .boxed()
                            .toList());
            bed.awaitSettled(12_000);
            assertThat(bed.shed()).isZero();
        }
    }

    @Test
    void nothing_is_sent_to_a_closed_connections_descriptor_that_is_anothers_by_then() throws Exception {
        try (FanoutBed bed = bed(TestTransport.EPOLL, 1);
                ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            List<Receiver> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                all.add(bed.connect(1).read());
            }
            ServerEnd closed = all.get(20).end();
            LoopShard shard = closed.shard();
            bed.append(1, 100);
            bed.awaitSettled(40);
            CompletableFuture<Socket> next = new CompletableFuture<>();
            bed.onLoop(shard, () -> {
                closed.end();
                // Takes the lowest free descriptor, the one just closed. The session does not know yet that it is over.
                next.complete(connectTo(listener));
                assertThat(closed.subscriber()).isNotNull();
                bed.append(1, 100);
                bed.fanout(shard).run();
            });
            bed.awaitSettled(80);
            assertThat(bed.shed(ShedReason.UNSENT)).isEqualTo(1);
            for (Receiver each : all) {
                each.awaitCount(each.end() == closed ? 1 : 2);
            }
            try (Socket other = next.join();
                    Socket peer = listener.accept()) {
                other.shutdownOutput();
                assertThat(peer.getInputStream().readAllBytes()).isEmpty();
            }
        }
    }

    private static Socket connectTo(ServerSocket listener) {
        try {
            return new Socket(listener.getInetAddress(), listener.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void large_events_come_whole_between_small_ones() throws IOException {
        try (FanoutBed bed = bed(TestTransport.NIO, 1)) {
            Receiver receiver = bed.connect(1).read();
            int[] sizes = {100, 125, 126, 65_535, 65_536, 300_000, 8 << 20, 100, 8 << 20, 8 << 20, 100};
            bed.appendAtOnce(() -> {
                for (int size : sizes) {
                    bed.append(1, size);
                }
            });
            receiver.awaitCount(sizes.length);
            assertThat(receiver.frames().stream().mapToInt(Receiver.Frame::length))
                    .containsExactly(box(sizes));
            bed.awaitSettled(sizes.length);
        }
    }

    private static Integer[] box(int[] values) {
        return java.util.Arrays.stream(values).boxed().toArray(Integer[]::new);
    }

    @Test
    void compressed_and_plain_clients_side_by_side_get_the_same_events() throws IOException {
        try (FanoutBed bed = bed(TestTransport.NIO, 2)) {
            Receiver plain = bed.connect(WireFormat.PLAIN, 1).read();
            Receiver deflated = bed.connect(WireFormat.deflate(15), 1).read();
            Receiver narrow = bed.connect(WireFormat.deflate(9), 1).read();
            for (int i = 0; i < 200; i++) {
                bed.append(1, i % 2 == 0 ? 300 : 3000);
            }
            List<Receiver> all = List.of(plain, deflated, narrow);
            all.forEach(receiver -> receiver.awaitCount(200));
            assertThat(all)
                    .allSatisfy(receiver -> assertThat(receiver.numbers())
                            .isEqualTo(LongStream.range(0, 200).boxed().toList()));
            assertThat(plain.frames()).noneMatch(Receiver.Frame::compressed);
            assertThat(deflated.frames()).allMatch(Receiver.Frame::compressed);
            assertThat(narrow.frames()).allMatch(frame -> frame.compressed() == (frame.length() == 300));
        }
    }

    @Test
    void one_that_joins_gets_what_the_loop_has_not_read_yet_and_nothing_before() throws IOException {
        try (FanoutBed bed = bed(TestTransport.NIO, 1)) {
            bed.append(10, 1, 50);
            bed.onLoop(bed.registry().shards().iterator().next(), () -> {});
            Receiver receiver = bed.connect(1).read();
            bed.append(10, 1, 50);
            receiver.awaitCount(10);
            assertThat(receiver.numbers())
                    .isEqualTo(LongStream.range(10, 20).boxed().toList());
        }
    }

    @Test
    void one_that_leaves_gets_no_more() throws IOException {
        try (FanoutBed bed = bed(TestTransport.NIO, 1)) {
            Receiver leaving = bed.connect(1).read();
            Receiver staying = bed.connect(1).read();
            bed.append(10, 1, 50);
            leaving.awaitCount(10);
            bed.onLoop(leaving.end().shard(), leaving.end()::leave);
            bed.append(10, 1, 50);
            staying.awaitCount(20);
            bed.awaitSettled(30);
            assertThat(leaving.count()).isEqualTo(10);
            assertThat(bed.shed()).isZero();
        }
    }

    @Test
    void what_belongs_to_a_loop_refuses_every_other_thread() throws IOException {
        try (FanoutBed bed = bed(TestTransport.NIO, 1)) {
            Receiver receiver = bed.connect(1);
            LoopShard shard = receiver.end().shard();
            Subscriber subscriber = Objects.requireNonNull(receiver.end().subscriber());
            AudienceKey key = new AudienceKey(VisibleTypes.of(1), WireFormat.PLAIN);
            refused(() -> shard.join(subscriber, key));
            refused(() -> shard.leave(subscriber, ShedReason.CLOSED));
            refused(() -> shard.park(subscriber, 0, 0));
            refused(() -> shard.resume(subscriber));
            refused(() -> shard.caughtUp(subscriber, 0, 0));
            refused(() -> shard.skipTo(subscriber, 0, ShedReason.OVERTAKEN));
            refused(() -> shard.writable(subscriber));
            refused(shard::audiences);
            refused(bed.fanout(shard)::run);
            refused(() -> bed.fanout(shard).sweep(0));
        }
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(AssertionError.class);
    }

    private static FanoutBed bed(TestTransport transport, int loops) {
        return new FanoutBed(transport, loops, FanoutBed.log(16 * 1024), SLOW);
    }
}
