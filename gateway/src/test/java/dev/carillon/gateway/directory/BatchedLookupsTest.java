package dev.carillon.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.loops.BlockingWork;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.protocol.django.PrimaryKey;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BatchedLookupsTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final BlockingDirectory directory = new BlockingDirectory();
    private final Metrics metrics = new Metrics();
    private final Readiness readiness = new Readiness();
    private final BlockingWork work = new BlockingWork("directory", 2, 2, Duration.ofSeconds(10));
    private BatchedLookups lookups = lookups(2, LONG, 500, 100_000);

    @AfterEach
    void close() {
        lookups.close();
        directory.letGo(10_000);
        work.close();
        metrics.close();
    }

    @Test
    void waiting_lookups_become_one_query_and_equal_keys_are_asked_once() {
        List<CompletableFuture<Optional<UserRecord>>> results = occupy(2);
        for (int i = 0; i < 300; i++) {
            results.add(user(100 + i % 100));
        }
        assertThat(metrics.scrape()).contains("carillon_directory_waiting 300.0");
        directory.letGo(3);
        results.forEach(result -> assertThat(result)
                .succeedsWithin(LONG)
                .extracting(Optional::isPresent)
                .isEqualTo(true));
        assertThat(directory.asked).hasSize(3);
        assertThat((Set<?>) directory.asked.get(2)).hasSize(100);
        assertThat(directory.mostUnderWay.get()).isEqualTo(2);
        assertThat(metrics.sizes(Metric.DIRECTORY_BATCH, "users").total()).isEqualTo(302);
        assertThat(metrics.timing(Metric.DIRECTORY_QUERY, "users").count()).isEqualTo(3);
        assertThat(metrics.scrape()).contains("carillon_directory_waiting 0.0");
    }

    @Test
    void users_named_by_text_are_batched_too_each_field_by_itself() {
        lookups = lookups(1, LONG, 500, 1000);
        List<CompletableFuture<Optional<UserRecord>>> results = occupy(1);
        for (String name : List.of("ada", "bob", "ada")) {
            results.add(lookups.userBy(UserRecord.Field.USERNAME, name).toCompletableFuture());
        }
        results.add(lookups.userBy(UserRecord.Field.PK, "7").toCompletableFuture());
        directory.letGo(3);
        List<Boolean> found = results.stream()
                .map(result -> result.orTimeout(60, TimeUnit.SECONDS).join().isPresent())
                .toList();
        assertThat(found.subList(1, 5)).containsExactly(true, false, true, false);
        assertThat(directory.asked).contains("USERNAME [ada, bob]", "PK [7]").hasSize(3);
    }

    @Test
    void a_query_holds_no_more_than_a_batch_and_each_lookup_gets_its_own_answer() {
        lookups = lookups(1, LONG, 10, 1000);
        List<CompletableFuture<Optional<UserRecord>>> results = occupy(1);
        for (int i = 0; i < 25; i++) {
            results.add(user(i));
        }
        directory.letGo(4);
        for (int i = 0; i < 25; i++) {
            Optional<String> name =
                    results.get(i + 1).orTimeout(60, TimeUnit.SECONDS).join().map(UserRecord::username);
            assertThat(name).isEqualTo(i == 0 ? Optional.empty() : Optional.of("user" + i));
        }
        assertThat(directory.asked).hasSize(4);
        assertThat(directory.mostUnderWay.get()).isEqualTo(1);
    }

    @Test
    void a_failed_query_fails_its_own_lookups_only() {
        lookups = lookups(1, LONG, 500, 1000);
        CompletableFuture<?> failing = user(1);
        await(() -> directory.underWay.get() == 1);
        CompletableFuture<?> next = user(2);
        directory.fail("the table is gone");
        directory.letGo(1);
        assertFails(failing, "the table is gone");
        directory.fail(null);
        directory.letGo(1);
        assertThat(next).succeedsWithin(LONG);
        await(() -> failures("error") == 1);
        await(readiness::isReady);
    }

    @Test
    void a_lookup_ends_in_time_whether_it_waits_or_is_under_way() {
        lookups = lookups(1, Duration.ofMillis(50), 500, 1000);
        CompletableFuture<?> underWay = user(1);
        await(() -> directory.underWay.get() == 1);
        CompletableFuture<?> waiting = user(2);
        assertFails(underWay, "no answer from the database within 50 ms");
        assertFails(waiting, "no answer from the database within 50 ms");
        await(() -> failures("timeout") == 2);
        assertThat(readiness.reasons()).containsOnlyKeys("directory");
        directory.letGo(1);
        await(() -> directory.underWay.get() == 0);
        assertThat(directory.asked).as("nobody waits for user 2 any more").hasSize(1);
    }

    @Test
    void more_waiting_lookups_than_allowed_are_told_so_at_once() {
        lookups = lookups(1, LONG, 500, 3);
        List<CompletableFuture<Optional<UserRecord>>> results = occupy(1);
        results.addAll(List.of(user(2), user(3), user(2)));
        CompletableFuture<?> refused = user(4);
        assertThat(refused).isCompletedExceptionally();
        assertFails(refused, "busy");
        assertThat(failures("busy")).isEqualTo(1);
        directory.letGo(2);
        results.forEach(result -> assertThat(result).succeedsWithin(LONG));
        assertThat(failures("busy")).isEqualTo(1);
    }

    @Test
    void content_types_are_as_of_no_earlier_than_the_call() {
        lookups = lookups(1, LONG, 500, 1000);
        CompletableFuture<List<ContentType>> first = future(lookups.contentTypes());
        await(() -> directory.underWay.get() == 1);
        CompletableFuture<List<ContentType>> second = future(lookups.contentTypes());
        CompletableFuture<List<ContentType>> third = future(lookups.contentTypes());
        directory.letGo(2);
        assertThat(first)
                .succeedsWithin(LONG)
                .extracting(types -> types.getFirst().id())
                .isEqualTo(1L);
        assertThat(second)
                .succeedsWithin(LONG)
                .extracting(types -> types.getFirst().id())
                .isEqualTo(2L);
        assertThat(third.join()).isSameAs(second.join());
        assertThat(directory.asked).hasSize(2);
    }

    @Test
    void two_equal_logins_are_two_and_one_of_them_wins() {
        lookups = lookups(1, LONG, 500, 1000);
        LocalDateTime now = LocalDateTime.of(2026, 5, 6, 7, 8);
        CompletableFuture<Boolean> one = future(lookups.recordLogin(key(7), null, now));
        CompletableFuture<Boolean> two = future(lookups.recordLogin(key(7), null, now));
        directory.letGo(2);
        assertThat(List.of(
                        one.orTimeout(60, TimeUnit.SECONDS).join(),
                        two.orTimeout(60, TimeUnit.SECONDS).join()))
                .containsExactlyInAnyOrder(true, false);
    }

    @Test
    void kinds_of_lookups_take_turns() {
        lookups = lookups(1, LONG, 1, 1000);
        List<CompletableFuture<Optional<UserRecord>>> users = occupy(1);
        for (int i = 1; i < 20; i++) {
            users.add(user(i));
        }
        CompletableFuture<Rights> rights = future(lookups.rights(key(7)));
        directory.letGo(3);
        assertThat(rights).succeedsWithin(LONG).isEqualTo(new Rights(Set.of("shop.view_order"), Set.of(1L)));
        assertThat(users.getLast()).isNotDone();
    }

    @Test
    void readiness_follows_the_database_without_clients_too() {
        lookups = lookups(1, LONG, 500, 1000);
        directory.fail("connection refused");
        directory.letGo(1);
        lookups.start();
        await(() -> "connection refused".equals(readiness.reasons().get("directory")));
        directory.fail(null);
        directory.letGo(100);
        await(readiness::isReady);
    }

    @Test
    void closing_fails_what_waits() {
        lookups = lookups(1, LONG, 500, 1000);
        CompletableFuture<?> underWay = user(1);
        await(() -> directory.underWay.get() == 1);
        CompletableFuture<?> waiting = user(2);
        lookups.close();
        assertFails(waiting, "shutting down");
        assertFails(user(3), "shutting down");
        directory.letGo(1);
        assertThat(underWay).succeedsWithin(LONG);
    }

    @Test
    void after_a_query_lookups_gather_until_they_fill_a_batch() {
        lookups = lookups(2, LONG, 10, 1000, LONG.dividedBy(2));
        directory.letGo(100);
        assertThat(user(1)).as("who comes alone waits for nothing").succeedsWithin(LONG);
        List<CompletableFuture<Optional<UserRecord>>> results = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            results.add(user(100 + i));
        }
        results.forEach(result -> assertThat(result).succeedsWithin(LONG));
        assertThat(directory.asked).hasSize(2);
    }

    @Test
    void lookups_that_gather_are_asked_in_time_and_those_of_another_kind_do_not_wait_for_them() {
        lookups = lookups(2, LONG, 500, 1000, Duration.ofSeconds(5));
        directory.letGo(100);
        assertThat(user(1)).succeedsWithin(LONG);
        CompletableFuture<?> gathering = user(2);
        CompletableFuture<Rights> rights = future(lookups.rights(key(7)));
        assertThat(rights).succeedsWithin(LONG);
        assertThat(gathering).isNotDone();
        assertThat(List.of(gathering, user(3)))
                .allSatisfy(each -> assertThat(each).succeedsWithin(LONG));
        assertThat(directory.asked).hasSize(3);
    }

    private BatchedLookups lookups(int poolSize, Duration timeout, int maxBatch, int maxWaiting) {
        return lookups(poolSize, timeout, maxBatch, maxWaiting, Duration.ZERO);
    }

    private BatchedLookups lookups(int poolSize, Duration timeout, int maxBatch, int maxWaiting, Duration gather) {
        DirectoryConfig config = new DirectoryConfig(poolSize, timeout, maxBatch, maxWaiting, gather, Duration.ZERO);
        return new BatchedLookups(directory, config, work, metrics, readiness);
    }

    /** Takes every place with a look-up that stays under way. */
    private List<CompletableFuture<Optional<UserRecord>>> occupy(int places) {
        List<CompletableFuture<Optional<UserRecord>>> results = new ArrayList<>();
        for (int i = 0; i < places; i++) {
            results.add(user(1_000_000 + i));
        }
        await(() -> directory.underWay.get() == places);
        return results;
    }

    private CompletableFuture<Optional<UserRecord>> user(long id) {
        return future(lookups.user(key(id)));
    }

    private static PrimaryKey key(long id) {
        return new PrimaryKey.IntegerKey(id);
    }

    private long failures(String reason) {
        return metrics.count(Metric.DIRECTORY_FAILURES, reason).value();
    }

    private static <T> CompletableFuture<T> future(CompletionStage<T> stage) {
        return stage.toCompletableFuture();
    }

    private static void assertFails(CompletableFuture<?> future, String reason) {
        assertThat(future)
                .failsWithin(LONG)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(DirectoryException.class)
                .withMessageContaining(reason);
    }

    private static void await(BooleanSupplier expected) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!expected.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
