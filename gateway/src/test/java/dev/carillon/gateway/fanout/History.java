package dev.carillon.gateway.fanout;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.ModelBackendPermissions;
import dev.carillon.gateway.fanout.ChangingSite.Row;
import dev.carillon.gateway.known.Invalidations;
import dev.carillon.gateway.known.Known;
import dev.carillon.gateway.known.KnownLookups;
import dev.carillon.gateway.known.KnownPermissions;
import dev.carillon.gateway.known.KnownTypes;
import dev.carillon.gateway.known.KnownUsers;
import dev.carillon.gateway.known.PermissionsConfig;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.truth.Effect;
import dev.carillon.gateway.truth.Rereading;
import dev.carillon.gateway.truth.Revalidation;
import dev.carillon.gateway.truth.told.Cause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A history of grants, revocations and events over real loops: connections that open while what they may see changes, that
 * read slowly or stop reading, changes that are told of before they are committed, after, or not at all. At every moment it
 * is known what a connection must get, what it must not, and what depends on how quickly a change took effect.
 */
final class History implements AutoCloseable {
    private static final int ROUNDS = 60;
    private static final int USERS = 6;
    private static final int TYPES = 5;
    private static final int LOOPS = 3;
    private static final PermissionsConfig CONFIG =
            new PermissionsConfig(Duration.ofSeconds(1), Duration.ofMillis(300), 100, List.of("auth.User"));

    private final List<HistoryClient> clients = new ArrayList<>();
    private final List<CompletableFuture<HistoryClient>> opening = new ArrayList<>();
    private final List<CompletableFuture<Void>> commits = new ArrayList<>();
    /** For each user what may be in force: more than one while changes are on their way. */
    private final List<Set<Row>> inForce = new ArrayList<>();

    private final Random random;
    private final Metrics metrics = new Metrics();
    private final FanoutBed bed;
    private final ChangingSite site;
    private final Known known;
    private final KnownLookups lookups;
    private final KnownPermissions permissions;
    private final Revalidation revalidation;
    private long events;

    History(TestTransport transport, long seed) {
        random = new Random(seed);
        SlowConfig slow = FanoutBed.slow(SlowConfig.Policy.DISCONNECT, Duration.ofHours(1));
        bed = new FanoutBed(transport, LOOPS, FanoutBed.log(1 << 16), slow);
        site = new ChangingSite(TYPES, new Random(seed));
        Invalidations numbers = new Invalidations();
        Effect effect = new Effect(bed.registry());
        known = new Known(
                numbers,
                new KnownUsers(CONFIG, Duration.ZERO, numbers, effect, System::nanoTime),
                new KnownTypes(site, CONFIG, System::nanoTime));
        lookups = new KnownLookups(site, () -> false, known, true, metrics);
        permissions = new KnownPermissions(new ModelBackendPermissions(lookups), known.users(), lookups);
        Rereading rereading = new Rereading(site::accounts, new ModelBackendPermissions(site), known, 3);
        revalidation = new Revalidation(known, rereading, effect, CONFIG, metrics);
        bed.registry().shards().forEach(shard -> shard.whenLeft(revalidation::left));
        revalidation.start();
        for (int user = 0; user < USERS; user++) {
            Row row = new Row(user, 0, true, someTypes());
            site.put(row);
            inForce.add(new HashSet<>(Set.of(row)));
        }
    }

    /** Lives through it, and checks what everybody got. */
    void happen() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            round();
        }
        finish();
    }

    @Override
    public void close() {
        revalidation.close();
        bed.close();
        metrics.close();
    }

    private Set<Long> someTypes() {
        Set<Long> types = new HashSet<>();
        for (long type = 0; type < TYPES; type++) {
            if (random.nextInt(3) > 0) {
                types.add(type);
            }
        }
        return types;
    }

    private void round() throws IOException {
        for (int i = random.nextInt(4); i > 0; i--) {
            act();
            append(random.nextInt(40));
        }
        if (random.nextInt(3) == 0) {
            settle();
        }
        append(20 + random.nextInt(60));
    }

    private void act() throws IOException {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> open();
            case 3, 4, 5, 6 -> change();
            default -> leaveOrRead();
        }
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            long type = random.nextInt(TYPES);
            long number = events++;
            for (HistoryClient client : clients) {
                client.expect(number, type, inForce.get(client.user));
            }
            bed.append(type, 20 + random.nextInt(random.nextInt(10) == 0 ? 12_000 : 500));
        }
    }

    /** Looks up now what the connection is let in by, and joins it some time later. */
    private void open() throws IOException {
        if (clients.size() > 60) {
            return;
        }
        int user = random.nextInt(USERS);
        long asOf = known.numbers().next();
        Receiver receiver = bed.connectOnly();
        HistoryClient client = new HistoryClient(user, receiver);
        CompletableFuture<HistoryClient> lookedUp = new CompletableFuture<>();
        opening.add(lookedUp);
        client.lookUp(lookups, permissions, asOf).whenComplete((found, failure) -> lookedUp.complete(client));
        if (random.nextInt(4) > 0) {
            receiver.read();
        }
        if (random.nextBoolean()) {
            join();
        }
    }

    /** Those that were looked up, some of them long ago. */
    private void join() {
        for (CompletableFuture<HistoryClient> each : opening) {
            HistoryClient client = each.orTimeout(30, TimeUnit.SECONDS).join();
            if (client.maySee()) {
                client.joinedAt = events;
                client.join(bed, revalidation);
                clients.add(client);
            }
        }
        opening.clear();
    }

    private void change() {
        int user = random.nextInt(USERS);
        awaitCommits();
        Row before = site.row(user);
        Row after = switch (random.nextInt(8)) {
            case 0 -> new Row(user, before.password(), !before.active(), before.types());
            case 1 -> new Row(user, before.password() + 1, before.active(), before.types());
            default -> new Row(user, before.password(), true, someTypes());
        };
        mayComeIntoForce(after);
        Set<String> told = Set.of(Integer.toString(user));
        switch (random.nextInt(10)) {
            case 0 -> site.put(after);
            case 1, 2 -> {
                site.put(after);
                revalidation.users(told, Cause.CONTROL);
            }
            case 3 -> {
                site.put(after);
                revalidation.everything(Cause.CONTROL);
            }
            case 4, 5 -> {
                site.put(after);
                revalidation.groups(Set.of(after.group()), Cause.CONTROL);
            }
            default -> {
                revalidation.users(told, Cause.EVENT);
                commits.add(CompletableFuture.runAsync(
                        () -> site.put(after),
                        CompletableFuture.delayedExecutor(random.nextInt(80), TimeUnit.MILLISECONDS)));
            }
        }
    }

    private void mayComeIntoForce(Row row) {
        for (HistoryClient client : clients) {
            if (client.user == row.user()) {
                client.granted(row, bed.fanout(client.receiver.end().shard()).position());
            }
        }
        inForce.get((int) row.user()).add(row);
    }

    private void awaitCommits() {
        commits.forEach(commit -> commit.orTimeout(30, TimeUnit.SECONDS).join());
        commits.clear();
    }

    private void leaveOrRead() {
        if (!clients.isEmpty()) {
            HistoryClient client = clients.get(random.nextInt(clients.size()));
            if (random.nextInt(3) == 0) {
                client.left = true;
                bed.onLoop(client.receiver.end().shard(), client.receiver.end()::leave);
            } else {
                client.receiver.read();
            }
        }
    }

    /** Until every connection sees what its user may see, and no other; and nobody is remembered otherwise. */
    private void settle() {
        join();
        awaitCommits();
        for (HistoryClient client : clients) {
            Row row = site.row(client.user);
            eventually("user " + client.user + " sees " + row, () -> client.agrees(bed, row, inForce.get(client.user)));
        }
        for (int user = 0; user < USERS; user++) {
            Row row = site.row(user);
            eventually("user " + user + " is known as " + row, () -> isKnownAs(row));
            inForce.set(user, new HashSet<>(Set.of(site.row(user))));
        }
    }

    /** Or not known: of a change that nobody tells of only those who are connected are read anew. */
    private boolean isKnownAs(Row row) {
        KnownUsers.Knowledge knowledge = known.users().knowledge(Long.toString(row.user()));
        return knowledge == null
                || (row.account().user().equals(knowledge.facts().user())
                        && (!row.active()
                                || set(knowledge.facts().view().types().toArray())
                                        .equals(row.types())));
    }

    private void finish() {
        settle();
        append(50);
        clients.forEach(client -> client.receiver.read());
        eventually("all is read, and nothing pending", () -> {
            bed.sweep(System.nanoTime());
            return bed.fanoutsAreAt(events) && bed.matched() == bed.written() + bed.shed() && bed.parked() == 0;
        });
        clients.forEach(HistoryClient::assertReceived);
        assertThat(bed.shed())
                .isEqualTo(bed.shed(ShedReason.REVOKED) + bed.shed(ShedReason.CLOSED) + bed.shed(ShedReason.UNSENT));
        assertThat(bed.shed(ShedReason.REVOKED))
                .as("some revocations met parked ones")
                .isPositive();
        assertThat(bed.registry().sum(shard -> shard.counters().moves.get())).isPositive();
        assertThat(clients.stream().filter(HistoryClient::wasRevoked)).isNotEmpty();
        assertThat(IntStream.range(0, USERS).mapToObj(user -> known.users().knowledge(Integer.toString(user))))
                .isNotEmpty();
        assertThat(metrics.count(Metric.KNOWN_ANSWERS, "known").value())
                .as("some came in by what was known")
                .isPositive();
        assertThat(bed.registry().sum(LoopShard::subscriberCount))
                .isEqualTo(clients.stream()
                        .filter(client -> client.receiver.end().subscriber() != null)
                        .count());
    }

    static Set<Long> set(long[] types) {
        return new HashSet<>(Arrays.stream(types).boxed().toList());
    }
}
