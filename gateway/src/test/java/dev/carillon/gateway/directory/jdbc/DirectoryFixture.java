package dev.carillon.gateway.directory.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.gateway.directory.TablesConfig;
import dev.carillon.gateway.directory.database.Dialect;
import dev.carillon.gateway.testing.TestDatabase;
import dev.carillon.protocol.django.PrimaryKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** A database that real Django made, and what Django itself says of its users: a directory of the vectors. */
record DirectoryFixture(Path directory, JsonNode expected) {
    /** Those of the test resources, and of the directory in the system property {@code carillon.vectors}. */
    static List<DirectoryFixture> all() {
        String further = System.getProperty("carillon.vectors", "");
        Stream<Path> roots =
                Stream.of(Path.of("src", "test", "resources", "vectors", "django-permissions"), Path.of(further));
        return roots.filter(root -> !root.toString().isEmpty())
                .flatMap(DirectoryFixture::below)
                .toList();
    }

    private static Stream<DirectoryFixture> below(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            ObjectMapper json = new ObjectMapper();
            List<Path> found = files.filter(file -> file.endsWith("expected.json")
                            && (Files.exists(file.resolveSibling("sqlite.sql"))
                                    || Files.exists(file.resolveSibling("postgresql.sql"))
                                    || Files.exists(file.resolveSibling("mysql.sql"))))
                    .sorted()
                    .toList();
            List<DirectoryFixture> fixtures = new ArrayList<>();
            for (Path file : found) {
                fixtures.add(
                        new DirectoryFixture(Objects.requireNonNull(file.getParent()), json.readTree(file.toFile())));
            }
            return fixtures.stream();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the fixtures below " + root, e);
        }
    }

    boolean hasDump(Dialect dialect) {
        return Files.exists(dump(dialect));
    }

    void load(Dialect dialect, TestDatabase database) throws IOException, SQLException {
        database.run(Files.readString(dump(dialect)));
    }

    private Path dump(Dialect dialect) {
        String name =
                dialect == Dialect.POSTGRESQL ? "postgresql" : dialect.name().toLowerCase(Locale.ROOT);
        return directory.resolve(name + ".sql");
    }

    /** The names of tables as the fixture tells them; of the user's columns, those of the known names that exist. */
    TablesConfig tables(TestDatabase database) throws SQLException {
        String table = expected.path("user_table").asText("auth_user");
        JsonNode groups = expected.path("user_groups");
        JsonNode permissions = expected.path("user_permissions");
        Set<String> columns = columns(database, table);
        return new TestTables()
                .with("user", table)
                .with("userUsername", firstOf(columns, "username", "login_handle", "handle", "email"))
                .with("userEmail", firstOf(columns, "email", "contact"))
                .with("userIsActive", firstOf(columns, "is_active", "enabled", "active"))
                .with("userGroups", groups.path(0).asText())
                .with("userGroupsUser", groups.path(1).asText())
                .with("userGroupsGroup", groups.path(2).asText())
                .with("userPermissions", permissions.path(0).asText())
                .with("userPermissionsUser", permissions.path(1).asText())
                .with("userPermissionsPermission", permissions.path(2).asText())
                .config();
    }

    private static Set<String> columns(TestDatabase database, String table) throws SQLException {
        Set<String> columns = new HashSet<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
            for (int i = 1; i <= none.getMetaData().getColumnCount(); i++) {
                columns.add(none.getMetaData().getColumnName(i));
            }
        }
        return columns;
    }

    private static String firstOf(Set<String> columns, String... names) {
        return Stream.of(names).filter(columns::contains).findFirst().orElse(Tables.NONE);
    }

    /** A key in every type that its text may stand for: only the column's own type may find a user. */
    static Set<PrimaryKey> candidates(String key) {
        Set<PrimaryKey> candidates = new HashSet<>(Set.of(new PrimaryKey.TextKey(key)));
        if (key.matches("-?\\d{1,18}")) {
            candidates.add(new PrimaryKey.IntegerKey(Long.parseLong(key)));
        }
        if (key.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
            candidates.add(new PrimaryKey.UuidKey(UUID.fromString(key)));
        }
        return candidates;
    }
}
