package dev.carillon.gateway.directory.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.directory.TablesConfig;
import dev.carillon.gateway.directory.database.Dialect;
import dev.carillon.gateway.testing.PostgresServer;
import dev.carillon.gateway.testing.TestDatabase;
import dev.carillon.protocol.django.PrimaryKey;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PostgresUserDirectoryIT extends UserDirectoryContract {
    private static final Map<KeyColumn, String> TYPES = Map.of(
            KeyColumn.INTEGER, "integer",
            KeyColumn.UUID_NATIVE, "uuid",
            KeyColumn.UUID_DIGITS, "uuid",
            KeyColumn.TEXT, "varchar(100)",
            KeyColumn.BYTES, "bytea");

    private static @Nullable PostgresServer server;
    private static int made;

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    TestDatabase database() throws SQLException {
        return Objects.requireNonNull(server).createDatabase("site" + made++);
    }

    @Override
    UserTables tables() {
        return new UserTables(dialect(), TYPES, "timestamp with time zone");
    }

    @Test
    void a_schema_and_a_prefix_are_followed() throws Exception {
        TestDatabase database = database();
        tables().create(database, KeyColumn.INTEGER);
        tables().insert(database, "7", "ada");
        database.run("CREATE SCHEMA \"My Site\"");
        for (String table : List.of(
                "auth_user",
                "auth_user_groups",
                "auth_user_user_permissions",
                "auth_group",
                "auth_group_permissions",
                "auth_permission",
                "django_content_type")) {
            database.run("ALTER TABLE " + table + " SET SCHEMA \"My Site\"; ALTER TABLE \"My Site\"." + table
                    + " RENAME TO x_" + table);
        }
        TablesConfig tables =
                new TestTables().with("schema", "My Site").with("prefix", "x_").config();
        assertThat(probe(database, tables).check(PrimaryKey.IntegerKey.class, true))
                .isEmpty();
        PrimaryKey seven = new PrimaryKey.IntegerKey(7);
        try (JdbcUserDirectory directory = directory(database, tables)) {
            assertThat(directory.users(Set.of(seven))).containsOnlyKeys(seven);
            assertThat(directory.rights(Set.of(seven))).isEmpty();
            assertThat(directory.provenance(Set.of(seven), Set.of("shop.view_order")))
                    .isEmpty();
        }
    }

    @Test
    void what_is_wrong_with_the_address_is_told() throws Exception {
        TestDatabase database = database();
        String good = database.djangoUrl();
        String guarded = good.replace("postgres@", "guarded:p%40ss%3Aw%2Frd%23%25@");
        assertThat(problem(guarded)).as("with its password it gets in").contains("no table auth_user");
        assertThat(problem(guarded.replace("p%40ss", "guess-")))
                .contains("refuses the login", "guarded", "django.database")
                .doesNotContain("guess-");
        assertThat(problem(good + "-absent")).contains("no such database");
        assertThat(problem(good.replace("127.0.0.1", "no.such.host.invalid"))).contains("host", "is not known");
        assertThat(problem(good.replaceAll(":\\d+/", ":1/"))).contains("cannot connect", "is the server running");
    }

    @Test
    void missing_rights_are_told() throws Exception {
        TestDatabase database = database();
        tables().create(database, KeyColumn.INTEGER);
        database.run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO guarded; REVOKE SELECT ON auth_user FROM guarded");
        String url = database.djangoUrl().replace("postgres@", "guarded:p%40ss%3Aw%2Frd%23%25@");
        assertThat(problem(url)).contains("may not SELECT auth_user", "GRANT SELECT");
        database.run("GRANT SELECT ON auth_user TO guarded");
        TestDatabase guarded = new TestDatabase(url, "");
        assertThat(probe(guarded, new TestTables().config()).check(null, false)).isEmpty();
        assertThat(probe(guarded, new TestTables().config()).check(null, true))
                .singleElement()
                .asString()
                .contains("GRANT UPDATE ON auth_user");
    }

    private static String problem(String url) {
        DirectoryProbe probe = probe(new TestDatabase(url, ""), new TestTables().config());
        return probe.check(null, false).getFirst();
    }
}
