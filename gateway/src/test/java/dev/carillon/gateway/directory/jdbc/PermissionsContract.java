package dev.carillon.gateway.directory.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.gateway.access.ModelBackendPermissions;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.DirectoryConfig;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.DjangoConfig;
import dev.carillon.gateway.directory.Provenance;
import dev.carillon.gateway.directory.Rights;
import dev.carillon.gateway.directory.TablesConfig;
import dev.carillon.gateway.directory.UserDirectory.Account;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.directory.database.Dialect;
import dev.carillon.gateway.settings.Secret;
import dev.carillon.gateway.testing.TestDatabase;
import dev.carillon.protocol.django.PrimaryKey;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every dialect must tell of users' permissions, on the real database. */
abstract class PermissionsContract {
    abstract Dialect dialect();

    /** A new, empty database. */
    abstract TestDatabase database() throws Exception;

    abstract UserTables tables();

    @TestFactory
    Stream<DynamicTest> every_user_sees_exactly_what_django_says() {
        List<DirectoryFixture> fixtures = DirectoryFixture.all().stream()
                .filter(fixture -> fixture.hasDump(dialect()))
                .toList();
        assertThat(fixtures).hasSizeGreaterThanOrEqualTo(2);
        return fixtures.stream()
                .map(fixture -> DynamicTest.dynamicTest(fixture.directory().toString(), () -> sees(fixture)));
    }

    private void sees(DirectoryFixture fixture) throws Exception {
        TestDatabase database = database();
        fixture.load(dialect(), database);
        TablesConfig tables = fixture.tables(database);
        try (JdbcUserDirectory directory = directory(database, tables)) {
            assertThat(probe(database, tables).check(null, true)).isEmpty();
            Map<String, JsonNode> expected = new HashMap<>();
            Set<PrimaryKey> keys = new HashSet<>();
            fixture.expected().path("users").properties().forEach(user -> {
                expected.put(user.getKey(), user.getValue());
                keys.addAll(DirectoryFixture.candidates(user.getKey()));
            });
            Map<PrimaryKey, UserRecord> users = directory.users(keys);
            assertThat(users).hasSameSizeAs(expected);
            ModelBackendPermissions permissions = new ModelBackendPermissions(new DirectLookups(directory));
            for (Map.Entry<PrimaryKey, UserRecord> entry : users.entrySet()) {
                UserRecord user = entry.getValue();
                JsonNode said = Objects.requireNonNull(expected.get(user.id().toString()));
                assertThat(user.id()).isEqualTo(entry.getKey());
                assertThat(user.username()).isEqualTo(said.path("username").asText());
                assertThat(user.active())
                        .as(user.username())
                        .isEqualTo(said.path("can_authenticate").asBoolean());
                long[] visible = permissions
                        .visibleTo(new Identity.DjangoUser(user, now -> true, null))
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS)
                        .types()
                        .toArray();
                assertThat(visible)
                        .as(said.path("note").asText())
                        .containsExactly(longs(said.path("content_type_ids")));
                assertThat(explained(directory, user))
                        .as(said.path("note").asText())
                        .containsExactly(visible);
            }
        }
    }

    /** The content types whose visibility some permission explains. */
    private static long[] explained(JdbcUserDirectory directory, UserRecord user) throws DirectoryException {
        List<ContentType> types = directory.contentTypes();
        if (!user.active()) {
            return new long[0];
        }
        Set<String> all = new HashSet<>();
        types.forEach(type -> all.addAll(names(type)));
        Set<String> granted = new HashSet<>();
        directory
                .provenance(Set.of(user.id()), all)
                .getOrDefault(user.id(), Set.of())
                .forEach(each -> granted.add(each.permission()));
        return types.stream()
                .filter(type -> user.superuser() || names(type).stream().anyMatch(granted::contains))
                .mapToLong(ContentType::id)
                .sorted()
                .toArray();
    }

    private static List<String> names(ContentType type) {
        return List.of(type.appLabel() + ".view_" + type.model(), type.appLabel() + ".change_" + type.model());
    }

    @Test
    void provenance_names_every_way_to_a_permission_and_only_those_asked_for() throws Exception {
        TestDatabase database = database();
        tables().create(database, KeyColumn.INTEGER);
        tables().insert(database, "7", "ada");
        tables().insert(database, "8", "bob");
        tables().insert(database, "9", "eve");
        database.run("INSERT INTO django_content_type VALUES (1, 'shop', 'order'); INSERT INTO django_content_type"
                + " VALUES (2, 'old', 'order'); INSERT INTO auth_permission VALUES (1, 1, 'view_order');"
                + " INSERT INTO auth_permission VALUES (2, 2, 'view_order'); INSERT INTO auth_permission VALUES"
                + " (3, 1, 'VIEW_order'); INSERT INTO auth_group VALUES (5, 'Support é'); INSERT INTO auth_group"
                + " VALUES (6, 'Support é'); INSERT INTO auth_user_groups VALUES (7, 5); INSERT INTO"
                + " auth_user_groups VALUES (7, 6); INSERT INTO auth_user_groups VALUES (8, 5);"
                + " INSERT INTO auth_group_permissions VALUES (5, 1); INSERT INTO auth_group_permissions VALUES (6, 1);"
                + " INSERT INTO auth_group_permissions VALUES (5, 2); INSERT INTO auth_user_user_permissions VALUES"
                + " (7, 1); INSERT INTO auth_user_user_permissions VALUES (9, 3)");
        PrimaryKey ada = new PrimaryKey.IntegerKey(7);
        PrimaryKey bob = new PrimaryKey.IntegerKey(8);
        Set<PrimaryKey> all = Set.of(ada, bob, new PrimaryKey.IntegerKey(9), new PrimaryKey.TextKey("7"));
        Provenance five = new Provenance("shop.view_order", new Provenance.Group("5", "Support é"));
        Provenance six = new Provenance("shop.view_order", new Provenance.Group("6", "Support é"));
        try (JdbcUserDirectory directory = directory(database, new TestTables().config())) {
            assertThat(directory.provenance(all, Set.of("shop.view_order", "shop.change_order")))
                    .isEqualTo(
                            Map.of(ada, Set.of(new Provenance("shop.view_order", null), five, six), bob, Set.of(five)));
            assertThat(directory.provenance(all, Set.of("shop.change_order"))).isEmpty();
            assertThat(directory.provenance(all, Set.of())).isEmpty();
            assertThat(directory.provenance(Set.of(), Set.of("shop.view_order")))
                    .isEmpty();
        }
        TablesConfig unread = new TestTables().with("group", "none").config();
        try (JdbcUserDirectory directory = directory(database, unread)) {
            assertThat(directory.provenance(Set.of(bob), Set.of("shop.view_order")))
                    .isEqualTo(Map.of(bob, Set.of(new Provenance("shop.view_order", new Provenance.Group("5", null)))));
        }
    }

    @Test
    void accounts_are_users_with_all_their_groups_and_what_is_granted_to_them() throws Exception {
        TestDatabase database = database();
        tables().create(database, KeyColumn.TEXT);
        String key = tables().literal(KeyColumn.TEXT);
        tables().insert(database, key, "ada");
        tables().grant(database, key);
        PrimaryKey ada = UserTables.sample(KeyColumn.TEXT);
        Rights rights = new Rights(Set.of("shop.view_order", "shop.change_order"), Set.of(1L, 2L));
        try (JdbcUserDirectory directory = directory(database, new TestTables().config())) {
            Set<PrimaryKey> keys = Set.of(ada, new PrimaryKey.TextKey("nobody"));
            Account account = new Account(user(directory, ada), rights);
            assertThat(directory.accounts(keys)).isEqualTo(Map.of(ada, account));
            assertThat(directory.rights(keys)).isEqualTo(Map.of(ada, rights));
        }
    }

    static DirectoryConfig config() {
        return new DirectoryConfig(2, Duration.ofSeconds(8), 500, 1000, Duration.ZERO, Duration.ZERO);
    }

    static DjangoConfig django(TestDatabase database) {
        return new DjangoConfig(null, List.of(), Secret.of(database.djangoUrl()), true, ZoneId.of("UTC"));
    }

    static JdbcUserDirectory directory(TestDatabase database, TablesConfig tables) {
        return new JdbcUserDirectory(django(database), tables, config(), false);
    }

    static DirectoryProbe probe(TestDatabase database, TablesConfig tables) {
        return new DirectoryProbe(django(database), tables, config());
    }

    static UserRecord user(JdbcUserDirectory directory, PrimaryKey key) throws DirectoryException {
        return Objects.requireNonNull(directory.users(Set.of(key)).get(key));
    }

    private static long[] longs(JsonNode array) {
        return array.valueStream().mapToLong(JsonNode::asLong).toArray();
    }
}
