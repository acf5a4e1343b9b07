package dev.carillon.gateway.directory.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.database.DatabaseUrl;
import dev.carillon.gateway.directory.database.Dialect;
import dev.carillon.gateway.settings.Secret;
import dev.carillon.gateway.testing.TestDatabase;
import dev.carillon.protocol.django.PrimaryKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteUserDirectoryTest extends UserDirectoryContract {
    private static final Map<KeyColumn, String> TYPES = Map.of(
            KeyColumn.INTEGER, "integer",
            KeyColumn.UUID_NATIVE, "char(32)",
            KeyColumn.UUID_DIGITS, "char(32)",
            KeyColumn.TEXT, "varchar(100) COLLATE NOCASE",
            KeyColumn.BYTES, "BLOB");

    private static final PrimaryKey SEVEN = new PrimaryKey.IntegerKey(7);

    @TempDir
    Path files;

    private int made;

    @Override
    Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    TestDatabase database() throws SQLException {
        Path file = files.resolve("site " + made++ + " #%é?.sqlite3");
        String escaped = file.toString().replace("%", "%25").replace("?", "%3F");
        TestDatabase database = new TestDatabase("sqlite:///" + escaped, "jdbc:sqlite:" + file.toUri());
        database.run("PRAGMA user_version = 1");
        return database;
    }

    @Override
    UserTables tables() {
        return new UserTables(dialect(), TYPES, "datetime");
    }

    @Test
    void a_missing_file_is_named_and_not_made() {
        Path file = files.resolve("absent.sqlite3");
        TestDatabase absent = new TestDatabase("sqlite:///" + file, "");
        try (JdbcUserDirectory directory = directory(absent, new TestTables().config())) {
            assertThatThrownBy(directory::contentTypes)
                    .isInstanceOf(DirectoryException.class)
                    .hasMessageContaining("there is no file " + file);
        }
        assertThat(probe(absent, new TestTables().config()).check(null, true))
                .singleElement()
                .asString()
                .contains("there is no file " + file, "django.database");
        assertThat(file).doesNotExist();
    }

    @Test
    void a_file_in_wal_mode_is_read_while_another_process_would_write() throws Exception {
        TestDatabase database = database();
        tables().create(database, KeyColumn.INTEGER);
        database.run("PRAGMA journal_mode = WAL");
        tables().insert(database, "7", "ada");
        try (JdbcUserDirectory directory = directory(database, new TestTables().config());
                Connection writer = database.connect();
                Statement statement = writer.createStatement()) {
            assertThat(directory.users(Set.of(SEVEN))).containsOnlyKeys(SEVEN);
            statement.executeUpdate("BEGIN IMMEDIATE");
            statement.executeUpdate("UPDATE auth_user SET username = 'eve'");
            assertThat(user(directory, SEVEN).username()).isEqualTo("ada");
            statement.executeUpdate("COMMIT");
            assertThat(user(directory, SEVEN).username()).isEqualTo("eve");
        }
    }

    @Test
    void without_one_time_tokens_the_file_is_opened_for_reading_only() throws Exception {
        TestDatabase database = database();
        tables().create(database, KeyColumn.INTEGER);
        tables().insert(database, "7", "ada");
        try (JdbcUserDirectory directory = directory(database, new TestTables().config())) {
            assertThatThrownBy(() -> directory.recordLogin(SEVEN, null, LocalDateTime.of(2026, 1, 1, 0, 0)))
                    .isInstanceOf(DirectoryException.class)
                    .hasMessageContaining("must be writable");
        }
    }

    @Test
    void a_last_login_that_is_no_time_makes_that_user_absent_only() throws Exception {
        TestDatabase database = database();
        tables().create(database, KeyColumn.INTEGER);
        tables().insert(database, "7", "ada");
        tables().insert(database, "8", "bob");
        tables().insert(database, "9", "eve");
        database.run("UPDATE auth_user SET last_login = 'yesterday' WHERE id = 8");
        database.run("UPDATE auth_user SET last_login = '2026-05-06T07:08:09.5+02:00' WHERE id = 9");
        PrimaryKey nine = new PrimaryKey.IntegerKey(9);
        try (JdbcUserDirectory directory = directory(database, new TestTables().config())) {
            assertThat(directory.users(Set.of(SEVEN, new PrimaryKey.IntegerKey(8), nine)))
                    .containsOnlyKeys(SEVEN, nine);
            assertThat(user(directory, nine).lastLogin()).hasToString("2026-05-06T05:08:09.500");
        }
    }

    @Test
    void a_relative_path_counts_from_the_working_directory() {
        assertThat(Files.exists(
                        DatabaseUrl.parse(Secret.of("sqlite:///pom.xml")).file()))
                .isTrue();
    }
}
