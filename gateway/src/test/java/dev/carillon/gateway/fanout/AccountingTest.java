package dev.carillon.gateway.fanout;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Tally;
import dev.carillon.protocol.frame.WireFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random clients that join, leave, read slowly, stop reading and break, on several loops: at the end every matched delivery
 * is written or shed, and what each client got is what it should have.
 */
final class AccountingTest {
    private static final int ROUNDS = 120;
    private static final int EVENTS_A_ROUND = 100;
    private static final int TYPES = 5;
    private static final WireFormat[] FORMATS = {WireFormat.PLAIN, WireFormat.deflate(12), WireFormat.deflate(15)};

    private final List<Client> clients = new ArrayList<>();
    private final List<Long> typeOf = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "NIO, DISCONNECT, 21, 3",
        "EPOLL, DISCONNECT, 22, 4",
        "IO_URING, DISCONNECT, 23, 2",
        "NIO, SKIP, 24, 4",
        "EPOLL, SKIP, 25, 2"
    })
    void every_matched_delivery_is_written_or_shed(
            TestTransport transport, SlowConfig.Policy policy, long seed, int loops) throws IOException {
        Random random = new Random(seed);
        SlowConfig slow = FanoutBed.slow(policy, Duration.ofHours(1));
        try (FanoutBed bed = new FanoutBed(transport, loops, FanoutBed.log(1024), slow)) {
            clients.add(new Client(bed.connect(0, 1), new long[] {0, 1}, 0)); // nothing befalls it, and it reads last
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < 3; i++) {
                    act(bed, random);
                }
                for (int i = 0; i < EVENTS_A_ROUND; i++) {
                    append(bed, random);
                }
                awaitHealthy();
                if (round % 10 == 0) {
                    bed.sweep(System.nanoTime());
                }
            }
            clients.stream().filter(client -> !client.broken).forEach(client -> client.receiver.read());
            assertSettled(bed);
            // Whoever has skipped or caught up is live by now, and gets these.
            for (long type = 0; type < TYPES; type++) {
                append(bed, type, 10);
            }
            assertSettled(bed);
            clients.forEach(client -> assertReceived(client, policy));
            assertTotals(bed);
        }
    }

    private void append(FanoutBed bed, Random random) {
        append(bed, random.nextInt(TYPES), 20 + random.nextInt(random.nextInt(20) == 0 ? 20_000 : 1000));
    }

    private void append(FanoutBed bed, long type, int size) {
        typeOf.add(type);
        bed.append(type, size);
    }

    private void act(FanoutBed bed, Random random) throws IOException {
        if (clients.size() < 4) {
            connect(bed, random);
            return;
        }
        Client client = clients.get(1 + random.nextInt(clients.size() - 1));
        switch (random.nextInt(12)) {
            case 0, 1 -> connect(bed, random);
            case 2 -> leave(bed, client);
            case 3 -> reset(client);
            case 4 -> client.receiver.read();
            default -> {}
        }
    }

    private void connect(FanoutBed bed, Random random) throws IOException {
        if (clients.size() >= 60) {
            return;
        }
        long[] types = random.longs(1 + random.nextInt(TYPES), 0, TYPES).toArray();
        int joined = typeOf.size();
        Client client = new Client(bed.connect(FORMATS[random.nextInt(FORMATS.length)], types), types, joined);
        client.healthy = random.nextInt(3) > 0;
        if (client.healthy) {
            client.receiver.read();
        }
        clients.add(client);
    }

    private static void leave(FanoutBed bed, Client client) {
        bed.onLoop(client.receiver.end().shard(), client.receiver.end()::leave);
        client.left = true;
        client.healthy = false;
    }

    private static void reset(Client client) throws IOException {
        client.receiver.reset();
        client.broken = true;
        client.healthy = false;
    }

    /** Lets nobody who reads be overtaken for want of processors. */
    private void awaitHealthy() {
        for (Client client : clients) {
            long last = lastSeen(client);
            if (client.healthy && last >= client.joined) {
                eventually("a healthy client got " + last, () -> client.receiver.lastNumber() == last);
            }
        }
    }

    private long lastSeen(Client client) {
        for (int number = typeOf.size() - 1; number >= client.joined; number--) {
            if (client.types.contains(typeOf.get(number))) {
                return number;
            }
        }
        return -1;
    }

    private void assertSettled(FanoutBed bed) {
        eventually("the loops have read all, and nothing is pending", () -> {
            bed.sweep(System.nanoTime());
            return bed.fanoutsAreAt(typeOf.size()) && bed.matched() == bed.written() + bed.shed() && bed.parked() == 0;
        });
        assertThat(bed.registry().sum(shard -> shard.counters().pending())).isZero();
        assertThat(bed.matched()).isEqualTo(bed.written() + bed.shed());
        assertThat(bed.registry().sum(LoopShard::subscriberCount))
                .isEqualTo(clients.stream()
                        .filter(client -> client.receiver.end().subscriber() != null)
                        .count());
    }

    private void assertReceived(Client client, SlowConfig.Policy policy) {
        if (!client.broken && !client.left && client.receiver.end().told().isEmpty()) {
            long last = lastSeen(client);
            eventually("a client got its last", () -> last < 0 || client.receiver.lastNumber() == last);
        }
        List<Long> got = client.receiver.numbers();
        assertThat(client.receiver.failure()).isNull();
        assertThat(client.receiver.end().failures()).isEmpty();
        assertThat(got).isSorted().doesNotHaveDuplicates();
        assertThat(client.receiver.frames())
                .allMatch(frame -> client.types.contains(frame.type()))
                .allMatch(frame -> typeOf.get((int) frame.number()) == frame.type());
        if (!got.isEmpty() && (client.healthy || policy == SlowConfig.Policy.DISCONNECT)) {
            assertThat(got).as("without a gap").isEqualTo(visible(client, got.getFirst(), got.getLast()));
            assertThat(got.getFirst()).isLessThanOrEqualTo(first(client));
        }
    }

    private List<Long> visible(Client client, long from, long to) {
        return LongStream.rangeClosed(from, to)
                .filter(number -> client.types.contains(typeOf.get((int) number)))
                .boxed()
                .toList();
    }

    private long first(Client client) {
        return visible(client, client.joined, typeOf.size() - 1).getFirst();
    }

    private void assertTotals(FanoutBed bed) {
        for (Client client : clients) {
            if (!client.broken && client.left) {
                bed.onLoop(client.receiver.end().shard(), client.receiver.end()::end);
            }
            if (!client.broken && (client.left || !client.receiver.end().told().isEmpty())) {
                client.receiver.awaitEnd();
            }
        }
        clients.stream().filter(client -> !client.broken).forEach(client -> assertCounted(bed, client));
        long received =
                clients.stream().mapToLong(client -> client.receiver.count()).sum();
        long lost = bed.shed(ShedReason.UNSENT);
        assertThat(received).isLessThanOrEqualTo(bed.written() + lost);
        long intact = clients.stream().filter(client -> !client.broken).count();
        assertThat(intact).as("the scenario is not all ruins").isGreaterThan(10);
        assertThat(bed.shed(ShedReason.OVERTAKEN)).as("some were overtaken").isPositive();
    }

    /** Who has read to the end got exactly what counts as written to it, but for batches that were cut off when it was closed. */
    private static void assertCounted(FanoutBed bed, Client client) {
        ServerEnd end = client.receiver.end();
        bed.onLoop(end.shard(), () -> {
            Tally tally = end.tally();
            long unsent = tally.why() == ShedReason.UNSENT ? tally.shed() : 0;
            assertThat((long) client.receiver.count()).isBetween(tally.written(0), tally.written(0) + unsent);
        });
    }

    private static final class Client {
        private final Receiver receiver;
        private final Set<Long> types = new HashSet<>();
        private final int joined;
        private boolean healthy;
        private boolean left;
        private boolean broken;

        Client(Receiver receiver, long[] types, int joined) {
            this.receiver = receiver;
            LongStream.of(types).forEach(this.types::add);
            this.joined = joined;
        }
    }
}
