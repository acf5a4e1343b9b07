package dev.carillon.gateway.directory.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.directory.DjangoConfig;
import dev.carillon.gateway.directory.UserDirectory.SessionRow;
import dev.carillon.gateway.directory.database.Dialect;
import dev.carillon.gateway.settings.Secret;
import dev.carillon.gateway.testing.TestDatabase;
import dev.carillon.protocol.session.SessionKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every dialect must do for session cookies, on the real database. */
abstract class SessionLookupsContract extends PermissionsContract {
    @Test
    void sessions_are_found_by_their_exact_keys_with_their_end() throws Exception {
        TestDatabase database = database();
        tables().create(database, KeyColumn.INTEGER);
        tables().createSessions(database, "2026-05-06 07:08:09.123456", "abcdefgh", "ABCDEFGI");
        Set<SessionKey> asked = Set.of(
                new SessionKey("abcdefgh"),
                new SessionKey("ABCDEFGH"),
                new SessionKey("abcdefgi"),
                new SessionKey("nobodys_"),
                new SessionKey("';DROP--"));
        Instant end = Instant.parse("2026-05-06T07:08:09.123456Z");
        try (JdbcUserDirectory directory = directory(database, new TestTables().config())) {
            SessionKey key = new SessionKey("abcdefgh");
            assertThat(directory.sessions(asked)).isEqualTo(Map.of(key, new SessionRow(key, "data of abcdefgh", end)));
            assertThat(directory.sessions(Set.of())).isEmpty();
        }
        DjangoConfig local = new DjangoConfig(
                null, List.of(), Secret.of(database.djangoUrl()), false, ZoneId.of("America/New_York"));
        try (JdbcUserDirectory directory =
                new JdbcUserDirectory(local, new TestTables().config(), UserDirectoryContract.config(), false)) {
            SessionRow row = directory.sessions(asked).get(new SessionKey("abcdefgh"));
            assertThat(Objects.requireNonNull(row).expires())
                    .isEqualTo(dialect() == Dialect.POSTGRESQL ? end : end.plus(Duration.ofHours(4)));
        }
    }

    @Test
    void a_sessions_table_that_is_missing_or_misnamed_is_reported() throws Exception {
        TestDatabase database = database();
        tables().create(database, KeyColumn.INTEGER);
        assertThat(probe(database, new TestTables().config()).checkSessions())
                .singleElement()
                .asString()
                .contains("no table django_session ", "tables.session (CARILLON_TABLES_SESSION)");
        tables().createSessions(database, "2026-05-06 07:08:09");
        assertThat(probe(database, new TestTables().config()).checkSessions()).isEmpty();
        database.run("ALTER TABLE django_session RENAME TO visits");
        assertThat(probe(database, new TestTables().with("session", "visits").config())
                        .checkSessions())
                .isEmpty();
    }
}
