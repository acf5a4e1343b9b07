package dev.carillon.gateway.directory.jdbc;

import dev.carillon.gateway.directory.database.DatabaseUrl;
import dev.carillon.gateway.directory.database.Dialect;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.DirectoryConfig;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.DjangoConfig;
import dev.carillon.gateway.directory.SessionRow;
import dev.carillon.gateway.directory.TablesConfig;
import dev.carillon.gateway.directory.UserDirectory;
import dev.carillon.gateway.directory.UserRecord;
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
    private final StoredTimes times;
    private final HikariDataSource pool;

    /** Learnt from the first connection, and again after a failure: a migration may have changed the columns. */
    private volatile @Nullable KeyColumns keyColumns;

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
        this.times = new StoredTimes(dialect, django);
        this.pool = Pool.open(url, config, writesLastLogin);
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
    public Map<String, UserRecord> usersById(Set<String> ids) throws DirectoryException {
        return withConnection((connection, columns) -> {
            Map<String, PrimaryKey> keys = columns.id.parse(ids);
            List<Object> values = columns.id.toParameters(Set.copyOf(keys.values()));
            if (values.isEmpty()) {
                return Map.of();
            }
            Map<PrimaryKey, UserRecord> users = users(connection, queries.userId(), columns, columns.id, values);
            Map<String, UserRecord> found = new HashMap<>();
            keys.forEach((id, key) -> {
                UserRecord user = users.get(key);
                if (user != null) {
                    found.put(id, user);
                }
            });
            return found;
        });
    }

    @Override
    public Map<String, UserRecord> usersByName(Set<String> names) throws DirectoryException {
        return withConnection((connection, columns) -> {
            Set<PrimaryKey> keys = new HashSet<>();
            names.forEach(name -> keys.add(new PrimaryKey.TextKey(name)));
            List<Object> values = KeyColumn.TEXT.toParameters(keys);
            Map<String, UserRecord> found = new HashMap<>();
            if (!values.isEmpty()) {
                users(connection, queries.username(), columns, KeyColumn.TEXT, values)
                        .forEach((key, user) -> found.put(user.username(), user));
            }
            found.keySet().retainAll(names);
            return found;
        });
    }

    @Override
    public Map<PrimaryKey, Set<String>> permissions(Set<PrimaryKey> ids) throws DirectoryException {
        return withConnection((connection, columns) -> {
            List<Object> values = columns.id.toParameters(ids);
            if (values.isEmpty()) {
                return Map.of();
            }
            Map<PrimaryKey, Set<String>> granted = new HashMap<>();
            select(connection, queries.ownPermissions(values.size()), columns.id, values, row -> {
                PrimaryKey user = columns.id.read(row, 1);
                if (user != null) {
                    granted.computeIfAbsent(user, u -> new HashSet<>()).add(row.getString(2) + "." + row.getString(3));
                }
            });
            addGroupPermissions(connection, columns.id, values, granted);
            granted.keySet().retainAll(ids);
            return granted;
        });
    }

    /** Memberships and the groups' permissions apart: a group's many permissions are read once, not for each member. */
    private void addGroupPermissions(
            Connection connection, KeyColumn id, List<Object> users, Map<PrimaryKey, Set<String>> granted)
            throws SQLException {
        Map<Long, Set<String>> byGroup = new HashMap<>();
        select(
                connection,
                queries.groupPermissions(users.size()),
                id,
                users,
                row -> byGroup.computeIfAbsent(row.getLong(1), g -> new HashSet<>())
                        .add(row.getString(2) + "." + row.getString(3)));
        if (byGroup.isEmpty()) {
            return;
        }
        select(connection, queries.memberships(users.size()), id, users, row -> {
            PrimaryKey user = id.read(row, 1);
            Set<String> permissions = byGroup.get(row.getLong(2));
            if (user != null && permissions != null) {
                granted.computeIfAbsent(user, u -> new HashSet<>()).addAll(permissions);
            }
        });
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
                email == null ? "" : email,
                login,
                row.getBoolean(7),
                row.getBoolean(8));
    }

    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private void select(Connection connection, String sql, KeyColumn column, List<Object> values, Row reader)
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
                return new KeyColumns(id, sesame);
            }
        }
    }
}
