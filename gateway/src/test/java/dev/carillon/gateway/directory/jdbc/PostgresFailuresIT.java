package dev.carillon.gateway.directory.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.directory.BatchedLookups;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.DirectoryConfig;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.directory.database.Dialect;
import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.loops.BlockingWork;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.testing.PostgresServer;
import dev.carillon.gateway.testing.TestDatabase;
import dev.carillon.protocol.django.PrimaryKey;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that goes away, comes back, or stands still: clients are told in bounded time, and nothing stays broken. */
final class PostgresFailuresIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final DirectoryConfig CONFIG =
            new DirectoryConfig(2, Duration.ofSeconds(2), 500, 1000, Duration.ZERO, Duration.ZERO);

    private final PostgresServer server = PostgresServer.start();
    private final Metrics metrics = new Metrics();
    private final Readiness readiness = new Readiness();
    private final BlockingWork work = new BlockingWork("directory", 2, 2, Duration.ofSeconds(10));
    private TestDatabase database;
    private JdbcUserDirectory directory;
    private BatchedLookups lookups;

    @BeforeEach
    void load() throws Exception {
        database = server.createDatabase("site");
        DirectoryFixture.all().stream()
                .filter(fixture -> fixture.directory().endsWith("default"))
                .findFirst()
                .orElseThrow()
                .load(Dialect.POSTGRESQL, database);
        open();
    }

    private void open() {
        directory =
                new JdbcUserDirectory(UserDirectoryContract.django(database), new TestTables().config(), CONFIG, false);
        lookups = new BatchedLookups(directory, CONFIG, work, metrics, readiness);
    }

    @AfterEach
    void close() {
        lookups.close();
        work.close();
        directory.close();
        server.close();
        metrics.close();
    }

    @Test
    void a_restart_of_the_server_is_survived() throws Exception {
        lookups.start();
        await(() -> readiness.isReady() && isPresent(user(3)));
        server.stop();
        assertFails(user(3));
        await(() -> !readiness.isReady());
        server.resume();
        await(readiness::isReady);
        assertThat(user(3)).succeedsWithin(LONG).extracting(Optional::isPresent).isEqualTo(true);
    }

    @Test
    void the_directory_opens_without_the_server_and_finds_it_later() throws Exception {
        lookups.close();
        directory.close();
        server.stop();
        open();
        lookups.start();
        assertFails(user(3));
        assertThat(readiness.reasons()).containsKey("directory");
        server.resume();
        await(readiness::isReady);
        assertThat(user(3)).succeedsWithin(LONG).extracting(Optional::isPresent).isEqualTo(true);
    }

    @Test
    void a_table_that_is_locked_fails_its_lookups_in_bounded_time_and_no_others() throws Exception {
        assertThat(user(3)).succeedsWithin(LONG);
        try (Connection migration = database.connect();
                Statement statement = migration.createStatement()) {
            migration.setAutoCommit(false);
            statement.execute("LOCK TABLE auth_user IN ACCESS EXCLUSIVE MODE");
            CompletableFuture<Optional<UserRecord>> stuck = user(3);
            CompletableFuture<List<ContentType>> fits = lookups.contentTypes().toCompletableFuture();
            assertThat(fits).succeedsWithin(LONG);
            assertFails(stuck);
            assertFails(user(4));
            migration.rollback();
        }
        await(() -> isPresent(user(3)));
    }

    @Test
    void a_pool_that_is_all_taken_fails_what_waits_in_bounded_time() throws Exception {
        try (Connection migration = database.connect();
                Statement statement = migration.createStatement()) {
            migration.setAutoCommit(false);
            statement.execute(
                    "LOCK TABLE auth_user, auth_user_groups, auth_user_user_permissions" + " IN ACCESS EXCLUSIVE MODE");
            CompletableFuture<?> one = user(3);
            CompletableFuture<?> two =
                    lookups.rights(new PrimaryKey.IntegerKey(3)).toCompletableFuture();
            CompletableFuture<?> waiting = lookups.contentTypes().toCompletableFuture();
            assertFails(one);
            assertFails(two);
            assertThat(waiting).failsWithin(LONG);
            migration.rollback();
        }
        await(() -> isPresent(user(3)));
    }

    private CompletableFuture<Optional<UserRecord>> user(long id) {
        return lookups.user(new PrimaryKey.IntegerKey(id)).toCompletableFuture();
    }

    private static boolean isPresent(CompletableFuture<Optional<UserRecord>> user) {
        return user.exceptionally(e -> Optional.empty())
                .orTimeout(60, TimeUnit.SECONDS)
                .join()
                .isPresent();
    }

    private static void assertFails(CompletableFuture<?> future) {
        assertThat(future).failsWithin(LONG).withThrowableThat().havingCause().isInstanceOf(DirectoryException.class);
    }

    private static void await(BooleanSupplier expected) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!expected.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
