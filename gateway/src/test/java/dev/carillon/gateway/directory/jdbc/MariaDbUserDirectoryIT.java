package dev.carillon.gateway.directory.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.gateway.directory.database.Dialect;
import dev.carillon.gateway.testing.MariaDbServer;
import dev.carillon.gateway.testing.TestDatabase;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class MariaDbUserDirectoryIT extends UserDirectoryContract {
    private static final Map<KeyColumn, String> TYPES = Map.of(
            KeyColumn.INTEGER, "integer",
            KeyColumn.UUID_NATIVE, "uuid",
            KeyColumn.UUID_DIGITS, "char(32)",
            KeyColumn.TEXT, "varchar(100)",
            KeyColumn.BYTES, "longblob");

    private static @Nullable MariaDbServer server;
    private static int made;

    @BeforeAll
    static void start() {
        boolean required = Boolean.getBoolean("carillon.require");
        assumeTrue(required || MariaDbServer.isInstalled(), "skipped: mariadbd is not installed on this machine");
        server = MariaDbServer.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    Dialect dialect() {
        return Dialect.MYSQL;
    }

    @Override
    TestDatabase database() throws SQLException {
        return Objects.requireNonNull(server).createDatabase("site" + made++);
    }

    @Override
    UserTables tables() {
        return new UserTables(dialect(), TYPES, "datetime(6)");
    }

    @Test
    void a_wrong_password_and_a_missing_database_are_told_apart() throws Exception {
        TestDatabase database = database();
        TestDatabase wrong = new TestDatabase(database.djangoUrl().replace("p%40ss", "guess-"), "");
        assertThat(probe(wrong, new TestTables().config()).check(null, false))
                .singleElement()
                .asString()
                .contains("refuses the login", "django.database")
                .doesNotContain("guess-");
        TestDatabase absent = new TestDatabase(database.djangoUrl() + "-absent", "");
        assertThat(probe(absent, new TestTables().config()).check(null, false))
                .singleElement()
                .asString()
                .contains("no such database");
    }
}
