package dev.carillon.gateway.directory.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.DirectoryConfig;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.DjangoConfig;
import dev.carillon.gateway.directory.Provenance;
import dev.carillon.gateway.directory.Rights;
import dev.carillon.gateway.directory.TablesConfig;
import dev.carillon.gateway.directory.UserDirectory;
import dev.carillon.gateway.directory.UserDirectory.SessionRow;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.directory.database.DatabaseUrl;
import dev.carillon.gateway.directory.database.Dialect;
import dev.carillon.protocol.django.PrimaryKey;
import dev.carillon.protocol.session.SessionKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Django's tables, read by JDBC over a small pool. Thread-safe; every method blocks, for about the configured time-out at
 * most. Starts without the database and finds it again after it was away.
 */
public final class JdbcUserDirectory implements UserDirectory {
    private final DatabaseUrl url;
    private final Dialect dialect;
    private final DirectoryConfig config;
    private final Queries queries;
    private final ProvenanceQuery provenance;
    private final RightsReader rights;
    private final StoredTimes times;
    private final HikariDataSource pool;

    /** Learnt from the first connection, and again after a failure: a migration may have changed the columns. */
    private volatile @Nullable KeyColumns keyColumns;

    private volatile @Nullable KeyForm keyForm;

    /**
     * @param writesLastLogin whether {@link #recordLogin} will be called (one-time tokens); if not, a SQLite file is
     *     opened for reading only
     * @throws IllegalArgumentException when {@code django.database} is missing or is not a URL of a supported database
     */
    public JdbcUserDirectory(
            DjangoConfig django, TablesConfig tables, DirectoryConfig config, boolean writesLastLogin) {
        this.url = DatabaseUrl.of(django);
        this.dialect = url.dialect();
        this.config = config;
        this.queries = new Queries(dialect, new Tables(dialect, tables));
        this.provenance = new ProvenanceQuery(dialect, queries, config);
        this.rights = new RightsReader(queries, this::select);
        this.times = new StoredTimes(dialect, django);
        this.pool = Pool.open(url, config, writesLastLogin);
    }

    @Override
    public @Nullable KeyForm keyForm() {
        return keyForm;
    }

    @Override
    public Map<PrimaryKey, UserRecord> users(Set<PrimaryKey> keys) throws DirectoryException {
        return withConnection((connection, columns) -> {
            List<Object> values = columns.sesame.toParameters(keys);
            return values.isEmpty()
                    ? Map.of()
                    : users(connection, queries.sesameKey(), columns, columns.sesame, values);
        });
    }

    @Override
    public Map<String, UserRecord> usersBy(UserRecord.Field field, Set<String> texts) throws DirectoryException {
        return withConnection((connection, columns) -> {
            KeyColumn column = field == UserRecord.Field.PK ? columns.id : KeyColumn.TEXT;
            Map<String, PrimaryKey> keys = new HashMap<>();
            texts.forEach(text -> keys.computeIfAbsent(text, column::parse));
            List<Object> values = column.toParameters(Set.copyOf(keys.values()));
            if (values.isEmpty()) {
                return Map.of();
            }
            Map<PrimaryKey, UserRecord> rows = users(connection, queries.column(field), columns, column, values);
            Map<String, UserRecord> found = new HashMap<>();
            keys.forEach((text, key) -> found.computeIfAbsent(text, _ -> rows.get(key)));
            return found;
        });
    }

    @Override
    public Map<PrimaryKey, Rights> rights(Set<PrimaryKey> ids) throws DirectoryException {
        return withConnection((connection, columns) -> {
            List<Object> values = columns.id.toParameters(ids);
            if (values.isEmpty()) {
                return Map.of();
            }
            Map<PrimaryKey, Rights> granted = rights.read(connection, columns.id, values);
            granted.keySet().retainAll(ids);
            return granted;
        });
    }

    @Override
    public Map<PrimaryKey, Account> accounts(Set<PrimaryKey> ids) throws DirectoryException {
        return withConnection((connection, columns) -> {
            List<Object> values = columns.id.toParameters(ids);
            if (values.isEmpty()) {
                return Map.of();
            }
            Map<PrimaryKey, UserRecord> found =
                    users(connection, queries.column(UserRecord.Field.PK), columns, columns.id, values);
            Map<PrimaryKey, Rights> granted = rights.read(connection, columns.id, values);
            Map<PrimaryKey, Account> accounts = HashMap.newHashMap(found.size());
            found.forEach((id, user) -> accounts.put(id, new Account(user, granted.getOrDefault(id, Rights.NONE))));
            accounts.keySet().retainAll(ids);
            return accounts;
        });
    }

    @Override
    public Map<PrimaryKey, Set<Provenance>> provenance(Set<PrimaryKey> ids, Set<String> permissions)
            throws DirectoryException {
        return withConnection((connection, columns) -> provenance.read(connection, columns.id, ids, permissions));
    }

    @Override
    public List<ContentType> contentTypes() throws DirectoryException {
        return withConnection((connection, columns) -> {
            List<ContentType> types = new ArrayList<>();
            select(
                    connection,
                    queries.contentTypes(),
                    KeyColumn.INTEGER,
                    List.of(),
                    row -> types.add(new ContentType(row.getLong(1), row.getString(2), row.getString(3))));
            return List.copyOf(types);
        });
    }

    @Override
    public boolean recordLogin(PrimaryKey id, @Nullable LocalDateTime previous, LocalDateTime now)
            throws DirectoryException {
        if (!queries.hasLastLogin()) {
            throw new DirectoryException("the user table has no last_login column (tables.user_last_login is 'none'),"
                    + " which one-time tokens need");
        }
        return withConnection((connection, columns) -> {
            List<Object> key = columns.id.toParameters(Set.of(id));
            List<Object> before = previous == null ? List.of() : times.forms(previous);
            if (key.isEmpty()) {
                return false;
            }
            try (PreparedStatement update = connection.prepareStatement(queries.recordLogin(before.size()))) {
                dialect.limit(update, config);
                update.setObject(1, times.toParameter(now));
                int index = dialect.bind(update, 2, columns.id.arrayType(), key);
                for (Object form : before) {
                    update.setObject(index++, form);
                }
                return update.executeUpdate() == 1;
            }
        });
    }

    @Override
    public Map<SessionKey, SessionRow> sessions(Set<SessionKey> keys) throws DirectoryException {
        List<Object> values = keys.stream().<Object>map(SessionKey::value).toList();
        return withConnection((connection, columns) -> {
            SessionReader reader = new SessionReader(times, keys);
            if (!values.isEmpty()) {
                select(connection, queries.sessions(values.size()), KeyColumn.TEXT, values, reader::take);
            }
            return reader.found();
        });
    }

    @Override
    public void close() {
        pool.close();
    }

    private Map<PrimaryKey, UserRecord> users(
            Connection connection, String by, KeyColumns columns, KeyColumn key, List<Object> values)
            throws SQLException {
        Map<PrimaryKey, UserRecord> found = new HashMap<>();
        Set<PrimaryKey> ambiguous = new HashSet<>();
        select(connection, queries.users(by, values.size()), key, values, row -> {
            PrimaryKey asked = key.read(row, 1);
            UserRecord user = user(row, columns.id);
            if (asked != null && user != null && found.put(asked, user) != null) {
                ambiguous.add(asked);
            }
        });
        // Django's get() refuses a key that two users share.
        found.keySet().removeAll(ambiguous);
        return found;
    }

    /** Null for a row that Django could not load either. */
    private @Nullable UserRecord user(ResultSet row, KeyColumn idColumn) throws SQLException {
        PrimaryKey id = idColumn.read(row, 2);
        String username = row.getString(3);
        if (id == null) {
            return null;
        }
        LocalDateTime login;
        try {
            login = times.read(row, 6);
        } catch (DateTimeException e) {
            return null;
        }
        String email = row.getString(5);
        return new UserRecord(
                id,
                username == null ? "" : username,
                row.getString(4),
                // The one empty text for all: most columns are empty, and rows are kept while their users are
                // connected.
                email == null || email.isEmpty() ? "" : email,
                login,
                row.getBoolean(7),
                row.getBoolean(8));
    }

    private void select(
            Connection connection, String sql, KeyColumn column, List<Object> values, RightsReader.Row reader)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            dialect.limit(statement, config);
            if (!values.isEmpty()) {
                dialect.bind(statement, 1, column.arrayType(), values);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }

    private record KeyColumns(KeyColumn id, KeyColumn sesame) {}

    private interface Work<T> {
        T run(Connection connection, KeyColumns columns) throws SQLException;
    }

    private <T> T withConnection(Work<T> work) throws DirectoryException {
        try (Connection connection = pool.getConnection()) {
            KeyColumns columns = keyColumns;
            if (columns == null) {
                columns = keyColumns(connection);
                keyColumns = columns;
            }
            return work.run(connection, columns);
        } catch (SQLException e) {
            keyColumns = null;
            throw new DirectoryException(SqlProblem.describe(url, e), e);
        }
    }

    private KeyColumns keyColumns(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(queries.keyColumns())) {
            dialect.limit(statement, config);
            try (ResultSet none = statement.executeQuery()) {
                KeyColumn id = KeyColumn.of(none.getMetaData(), 1);
                KeyColumn sesame = KeyColumn.of(none.getMetaData(), 2);
                if (id == null || sesame == null) {
                    throw new SQLException("the user table's key column has a type that tokens cannot hold");
                }
                keyForm = id;
                return new KeyColumns(id, sesame);
            }
        }
    }
}
