package dev.carillon.gateway.directory.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.DjangoConfig;
import dev.carillon.gateway.directory.TablesConfig;
import dev.carillon.gateway.directory.UserDirectory;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.settings.Secret;
import dev.carillon.gateway.testing.TestDatabase;
import dev.carillon.protocol.django.PrimaryKey;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every dialect must do, on the real database. */
abstract class UserDirectoryContract extends SessionLookupsContract {
    private static final LocalDateTime EARLIER = LocalDateTime.parse("2026-05-06T07:08:09.123456");
    private static final LocalDateTime LATER = LocalDateTime.parse("2026-05-06T07:08:10");

    @Test
    void keys_that_do_not_fit_the_column_are_absent_and_harm_no_others() throws Exception {
        for (KeyColumn column : List.of(KeyColumn.INTEGER, KeyColumn.UUID_NATIVE, KeyColumn.TEXT, KeyColumn.BYTES)) {
            TestDatabase database = database();
            PrimaryKey present = UserTables.sample(column);
            tables().create(database, column);
            tables().insert(database, tables().literal(column), "ada");
            try (JdbcUserDirectory directory = directory(database, new TestTables().config())) {
                Set<PrimaryKey> keys = new HashSet<>(Set.of(
                        new PrimaryKey.IntegerKey(Long.MAX_VALUE),
                        new PrimaryKey.IntegerKey(-1),
                        new PrimaryKey.UuidKey(new UUID(1, 2)),
                        new PrimaryKey.TextKey("a\0b"),
                        new PrimaryKey.TextKey("\ud800"),
                        new PrimaryKey.TextKey("it's \\ \" ; --"),
                        new PrimaryKey.BytesKey(new byte[] {0, -1})));
                keys.add(present);
                assertThat(directory.users(keys)).as(column.name()).containsOnlyKeys(present);
                assertThat(directory.users(keys).get(present))
                        .extracting(UserRecord::id)
                        .isEqualTo(present);
                assertThat(directory.rights(keys)).isEmpty();
                assertThat(directory.provenance(keys, Set.of("shop.view_order")))
                        .isEmpty();
                assertThat(directory.users(Set.of())).isEmpty();
            }
        }
    }

    @Test
    void uuids_are_found_as_digits_without_hyphens_too() throws Exception {
        TestDatabase database = database();
        tables().create(database, "char(32)");
        tables().insert(database, "'000000000000000a000000000000000b'", "ada");
        PrimaryKey key = new PrimaryKey.UuidKey(new UUID(10, 11));
        try (JdbcUserDirectory directory = directory(database, new TestTables().config())) {
            assertThat(directory.users(Set.of(key)).get(key))
                    .extracting(UserRecord::id)
                    .isEqualTo(key);
        }
    }

    @Test
    void text_keys_and_names_are_compared_exactly_whatever_the_collation() throws Exception {
        TestDatabase database = database();
        tables().create(database, KeyColumn.TEXT);
        tables().insert(database, "'Ada'", "Ada");
        try (JdbcUserDirectory directory = directory(database, new TestTables().config())) {
            PrimaryKey exact = new PrimaryKey.TextKey("Ada");
            assertThat(directory.users(Set.of(new PrimaryKey.TextKey("ada"), new PrimaryKey.TextKey("Ada "), exact)))
                    .containsOnlyKeys(exact);
            for (UserRecord.Field field : UserRecord.Field.values()) {
                assertThat(directory.usersBy(field, Set.of("ADA", "ada ", "é", "\0")))
                        .isEmpty();
                assertThat(directory.usersBy(field, Set.of("Ada", "ada"))).containsOnlyKeys("Ada");
            }
        }
    }

    @Test
    void a_primary_key_is_found_as_django_writes_it() throws Exception {
        Map<KeyColumn, String> written = Map.of(
                KeyColumn.INTEGER, "7",
                KeyColumn.UUID_NATIVE, "00000000-0000-000a-0000-00000000000b",
                KeyColumn.TEXT, "ключ");
        Set<String> others = Set.of("", " 7", "+7", "07", "٧", "7.0", "-7", "99999999999999999999", "\ud800", "ada");
        for (KeyColumn column : written.keySet()) {
            TestDatabase database = database();
            tables().create(database, column);
            tables().insert(database, tables().literal(column), "grace");
            String text = Objects.requireNonNull(written.get(column));
            Set<String> asked = new HashSet<>(others);
            asked.add(text);
            // Even where tokens of django-sesame hold something else.
            TablesConfig tables =
                    new TestTables().with("userSesameKey", "email").config();
            try (JdbcUserDirectory directory = directory(database, tables)) {
                assertThat(directory.usersBy(UserRecord.Field.PK, asked))
                        .as(column.name())
                        .containsOnlyKeys(text);
                assertThat(directory.usersBy(UserRecord.Field.PK, asked).get(text))
                        .extracting(UserRecord::username)
                        .isEqualTo("grace");
                assertThat(directory.usersBy(UserRecord.Field.PK, others)).isEmpty();
            }
        }
    }

    @Test
    void a_primary_key_is_meant_in_any_spelling_once_its_column_was_seen() throws Exception {
        Map<KeyColumn, Map<String, String>> spellings = Map.of(
                KeyColumn.INTEGER, Map.of("7", "7", "+7", "7", "0007", "7", "-7", "-7"),
                KeyColumn.UUID_NATIVE,
                        Map.of(
                                "0000000000-00000A000000000000000B",
                                "00000000-0000-000a-0000-00000000000b",
                                "00000000-0000-000A-0000-00000000000b",
                                "00000000-0000-000a-0000-00000000000b"),
                KeyColumn.TEXT, Map.of("07", "07", "ключ", "ключ", "", ""),
                KeyColumn.BYTES, Map.of("base64:AAE=", "base64:AAE=", "base64:AAE", "base64:AAE="));
        Map<KeyColumn, Set<String>> others = Map.of(
                KeyColumn.INTEGER, Set.of("", "ada", "7.0", "99999999999999999999"),
                KeyColumn.UUID_NATIVE, Set.of("7", "", "00000000-0000-000a-0000-00000000000"),
                KeyColumn.TEXT, Set.of("\0", "\ud800"),
                KeyColumn.BYTES, Set.of("7", "base64:?"));
        for (KeyColumn column : spellings.keySet()) {
            TestDatabase database = database();
            tables().create(database, column);
            try (JdbcUserDirectory directory = directory(database, new TestTables().config())) {
                assertThat(directory.keyForm()).isNull();
                directory.contentTypes();
                UserDirectory.KeyForm form = Objects.requireNonNull(directory.keyForm());
                spellings
                        .getOrDefault(column, Map.of())
                        .forEach((text, key) -> assertThat(form.meant(text))
                                .as(column + " " + text)
                                .hasToString(key));
                others.getOrDefault(column, Set.of())
                        .forEach(text -> assertThat(form.meant(text)).as(text).isNull());
            }
        }
    }

    @Test
    void a_sesame_key_column_finds_users_and_their_record_keeps_the_primary_key() throws Exception {
        TestDatabase database = database();
        tables().create(database, KeyColumn.INTEGER);
        tables().insert(database, "7", "ada");
        tables().insert(database, "8", "bob");
        TablesConfig tables = new TestTables().with("userSesameKey", "username").config();
        try (JdbcUserDirectory directory = directory(database, tables)) {
            PrimaryKey name = new PrimaryKey.TextKey("bob");
            assertThat(directory.users(Set.of(name, new PrimaryKey.IntegerKey(7))))
                    .containsOnlyKeys(name);
            assertThat(user(directory, name).id()).isEqualTo(new PrimaryKey.IntegerKey(8));
        }
        TablesConfig shared = new TestTables().with("userSesameKey", "email").config();
        try (JdbcUserDirectory directory = directory(database, shared)) {
            assertThat(directory.users(Set.of(new PrimaryKey.TextKey("same@example.test"))))
                    .as("Django's get() refuses a value that two users share")
                    .isEmpty();
        }
    }

    @Test
    void last_login_is_written_only_if_it_is_still_what_it_was() throws Exception {
        for (DjangoConfig django : List.of(django(true, "UTC"), django(false, "America/New_York"))) {
            TestDatabase database = database();
            tables().create(database, KeyColumn.INTEGER);
            tables().insert(database, "7", "ada");
            PrimaryKey id = new PrimaryKey.IntegerKey(7);
            DjangoConfig here = new DjangoConfig(
                    null, List.of(), Secret.of(database.djangoUrl()), django.useTz(), django.timeZone());
            try (JdbcUserDirectory directory = new JdbcUserDirectory(here, new TestTables().config(), config(), true)) {
                assertThat(login(directory, id)).isNull();
                assertThat(directory.recordLogin(id, EARLIER, LATER)).isFalse();
                assertThat(directory.recordLogin(id, null, EARLIER)).isTrue();
                assertThat(directory.recordLogin(id, null, LATER)).isFalse();
                assertThat(login(directory, id)).isEqualTo(EARLIER);
                assertThat(directory.recordLogin(id, EARLIER, LATER)).isTrue();
                assertThat(login(directory, id)).isEqualTo(LATER);
                assertThat(directory.recordLogin(id, LATER, EARLIER)).isTrue();
                assertThat(directory.recordLogin(new PrimaryKey.IntegerKey(8), null, LATER))
                        .isFalse();
                assertThat(directory.recordLogin(new PrimaryKey.TextKey("7"), null, LATER))
                        .isFalse();
                // An hour that the clocks of New York pass twice.
                LocalDateTime twice = LocalDateTime.parse("2026-11-01T01:30:00.5");
                assertThat(directory.recordLogin(id, EARLIER, twice)).isTrue();
                assertThat(login(directory, id)).isEqualTo(twice);
                assertThat(directory.recordLogin(id, twice, LATER)).isTrue();
            }
        }
    }

    @Test
    void columns_that_a_user_model_lacks_have_their_meaning() throws Exception {
        TestDatabase database = database();
        database.run("CREATE TABLE people (id integer PRIMARY KEY, username varchar(150), password varchar(128),"
                + " is_superuser " + tables().booleanType() + "); INSERT INTO people VALUES (1, 'ada', NULL, "
                + tables().no() + ")");
        TablesConfig tables = new TestTables()
                .with("user", "people")
                .with("userEmail", "none")
                .with("userLastLogin", "none")
                .with("userIsActive", "none")
                .config();
        PrimaryKey id = new PrimaryKey.IntegerKey(1);
        try (JdbcUserDirectory directory = directory(database, tables)) {
            assertThat(directory.users(Set.of(id)).get(id))
                    .isEqualTo(new UserRecord(id, "ada", null, "", null, true, false));
            assertThatThrownBy(() -> directory.recordLogin(id, null, LATER))
                    .isInstanceOf(DirectoryException.class)
                    .hasMessageContaining("tables.user_last_login");
        }
    }

    @Test
    void the_probe_names_what_is_missing_and_its_remedy() throws Exception {
        TestDatabase empty = database();
        assertThat(probe(empty, new TestTables().config()).check(null, false))
                .hasSize(7)
                .allMatch(problem -> problem.contains("run Django's migrate"))
                .anyMatch(problem -> problem.contains("no table auth_user ")
                        && problem.contains("tables.user (CARILLON_TABLES_USER)"));
        TestDatabase database = database();
        DirectoryFixture.all().stream()
                .filter(fixture ->
                        fixture.hasDump(dialect()) && fixture.directory().endsWith("default"))
                .findFirst()
                .orElseThrow()
                .load(dialect(), database);
        DirectoryProbe misnamed =
                probe(database, new TestTables().with("userEmail", "mail").config());
        assertThat(misnamed.check(null, false))
                .singleElement()
                .asString()
                .contains("no column mail", "tables.user_email");
        DirectoryProbe good = probe(database, new TestTables().config());
        assertThat(good.check(PrimaryKey.IntegerKey.class, true)).isEmpty();
        assertThat(good.check(PrimaryKey.UuidKey.class, false))
                .singleElement()
                .asString()
                .contains("auth_user.id", "sesame.key_format");
        try (JdbcUserDirectory directory = directory(empty, new TestTables().config())) {
            assertThatThrownBy(directory::contentTypes)
                    .isInstanceOf(DirectoryException.class)
                    .hasMessageContaining("carillon check");
        }
    }

    private static DjangoConfig django(boolean useTz, String zone) {
        return new DjangoConfig(null, List.of(), null, useTz, ZoneId.of(zone));
    }

    private static @Nullable LocalDateTime login(JdbcUserDirectory directory, PrimaryKey id) throws DirectoryException {
        return user(directory, id).lastLogin();
    }
}
