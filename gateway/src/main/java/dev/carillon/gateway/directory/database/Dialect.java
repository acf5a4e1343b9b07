package dev.carillon.gateway.directory.database;

import dev.carillon.gateway.directory.DirectoryConfig;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** What differs between the databases that Django keeps its tables in. MariaDB counts as MySQL. */
public enum Dialect {
    SQLITE("sqlite", 0, '"', "org.sqlite.JDBC", Set.of("sqlite", "sqlite3", "spatialite")),
    POSTGRESQL(
            "postgres",
            5432,
            '"',
            "org.postgresql.Driver",
            Set.of("postgres", "postgresql", "pgsql", "psql", "postgis", "timescale")),
    MYSQL("mysql", 3306, '`', "org.mariadb.jdbc.Driver", Set.of("mysql", "mysql2", "mysqlgis", "mariadb"));

    private final String scheme;
    private final int defaultPort;
    private final char quote;
    private final String driver;

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<String> schemes;

    Dialect(String scheme, int defaultPort, char quote, String driver, Set<String> schemes) {
        this.scheme = scheme;
        this.defaultPort = defaultPort;
        this.quote = quote;
        this.driver = driver;
        this.schemes = schemes;
    }

    static @Nullable Dialect ofScheme(String scheme) {
        for (Dialect dialect : values()) {
            if (dialect.schemes.contains(scheme)) {
                return dialect;
            }
        }
        return null;
    }

    String scheme() {
        return scheme;
    }

    int defaultPort() {
        return defaultPort;
    }

    public String driver() {
        return driver;
    }

    public String quote(String identifier) {
        String mark = String.valueOf(quote);
        return mark + identifier.replace(mark, mark + mark) + mark;
    }

    /** Matches rows whose column is one of {@code count} values, bound by {@link #bind}. */
    public String isOneOf(String column, int count) {
        return this == POSTGRESQL
                ? column + " = ANY (?)"
                : column + " IN (" + String.join(", ", Collections.nCopies(count, "?")) + ")";
    }

    /** Binds all values of an {@link #isOneOf}; returns the next parameter's index. */
    public int bind(PreparedStatement statement, int first, String arrayType, List<Object> values) throws SQLException {
        if (this == POSTGRESQL) {
            Object[] array = arrayType.equals("bytea") ? values.toArray(new byte[0][]) : values.toArray();
            statement.setArray(first, statement.getConnection().createArrayOf(arrayType, array));
            return first + 1;
        }
        int index = first;
        for (Object value : values) {
            statement.setObject(index++, value instanceof UUID ? value.toString() : value);
        }
        return index;
    }

    /** The server ends a query after this long; MySQL's and SQLite's time-outs are properties of the connection. */
    public void limit(PreparedStatement statement, DirectoryConfig config) throws SQLException {
        if (this == POSTGRESQL) {
            statement.setQueryTimeout(seconds(config));
        }
    }

    /** What the driver is told beside the URL, the password included: never to be printed. */
    public Properties properties(DatabaseUrl url, DirectoryConfig config, boolean writes) {
        Properties properties = switch (this) {
            case SQLITE -> sqlite(config, writes);
            case POSTGRESQL -> postgresql(config);
            case MYSQL -> mysql(config);
        };
        url.parameters().forEach(properties::setProperty);
        if (url.user() != null) {
            properties.setProperty("user", url.user());
        }
        if (url.password() != null) {
            properties.setProperty("password", url.password().revealText());
        }
        return properties;
    }

    /** Never creates a file; takes no write lock unless one-time tokens need it. */
    private static Properties sqlite(DirectoryConfig config, boolean writes) {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.resetOpenMode(SQLiteOpenMode.CREATE);
        if (!writes) {
            sqlite.setReadOnly(true);
        }
        sqlite.setBusyTimeout((int) config.timeout().toMillis());
        return sqlite.toProperties();
    }

    private static Properties postgresql(DirectoryConfig config) {
        String seconds = Integer.toString(seconds(config));
        Properties properties = new Properties();
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("loginTimeout", seconds);
        // One second more than a query may take, so that a slow query is cancelled rather than its connection dropped.
        properties.setProperty("socketTimeout", Integer.toString(seconds(config) + 1));
        properties.setProperty("cancelSignalTimeout", seconds);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "carillon");
        properties.setProperty("logServerErrorDetail", "false");
        return properties;
    }

    private static Properties mysql(DirectoryConfig config) {
        String millis = Long.toString(config.timeout().toMillis());
        Properties properties = new Properties();
        properties.setProperty("connectTimeout", millis);
        properties.setProperty("socketTimeout", millis);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("allowLocalInfile", "false");
        return properties;
    }

    private static int seconds(DirectoryConfig config) {
        return (int) Math.max(1, Math.ceilDiv(config.timeout().toMillis(), 1000));
    }
}
