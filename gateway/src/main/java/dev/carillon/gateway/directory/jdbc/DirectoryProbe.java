package dev.carillon.gateway.directory.jdbc;

import dev.carillon.gateway.directory.DirectoryConfig;
import dev.carillon.gateway.directory.DjangoConfig;
import dev.carillon.gateway.directory.TablesConfig;
import dev.carillon.gateway.directory.database.DatabaseUrl;
import dev.carillon.gateway.directory.database.Dialect;
import dev.carillon.gateway.directory.jdbc.Tables.Column;
import dev.carillon.gateway.directory.jdbc.Tables.Table;
import dev.carillon.gateway.settings.Secret;
import dev.carillon.protocol.django.PrimaryKey;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tries the database once, for {@code carillon check}: what is wrong with it, and what to do. Blocks; changes nothing. */
public final class DirectoryProbe {
    private final DatabaseUrl url;
    private final Dialect dialect;
    private final Tables tables;
    private final Queries queries;
    private final DirectoryConfig config;

    /** @throws IllegalArgumentException when {@code django.database} is missing or is not a URL of a supported database */
    public DirectoryProbe(DjangoConfig django, TablesConfig tables, DirectoryConfig config) {
        this.url = DatabaseUrl.of(django);
        this.dialect = url.dialect();
        this.tables = new Tables(dialect, tables);
        this.queries = new Queries(dialect, this.tables);
        this.config = config;
    }

    /**
     * The form of {@code django.database} alone: nothing is connected to.
     *
     * @throws IllegalArgumentException saying what is wrong with the URL and how it should be, without repeating it
     */
    public static void checkUrl(String url) {
        DatabaseUrl.parse(Secret.of(url));
    }

    /** The database's address, without its password. */
    public String address() {
        return url.toString();
    }

    /**
     * Problems, each with its remedy; none when all is well.
     *
     * @param keyType what the tokens hold, null if that is not known
     * @param writesLastLogin whether one-time tokens will write {@code last_login}
     */
    public List<String> check(@Nullable Class<? extends PrimaryKey> keyType, boolean writesLastLogin) {
        List<String> problems = new ArrayList<>();
        try (Connection connection = connect(writesLastLogin)) {
            for (Table table : tables.all()) {
                checkTable(connection, table, problems);
            }
            if (problems.isEmpty()) {
                checkKeys(connection, keyType, problems);
            }
            if (problems.isEmpty() && writesLastLogin) {
                checkWriting(connection, problems);
            }
        } catch (SQLException e) {
            problems.add(SqlProblem.describe(url, e));
        }
        return problems;
    }

    /** As {@link #check}, of the sessions' table alone. */
    public List<String> checkSessions() {
        List<String> problems = new ArrayList<>();
        try (Connection connection = connect(false)) {
            checkTable(connection, tables.session, problems);
        } catch (SQLException e) {
            problems.add(SqlProblem.describe(url, e));
        }
        return problems;
    }

    private Connection connect(boolean writes) throws SQLException {
        return DriverManager.getConnection(url.jdbcUrl(), dialect.properties(url, config, writes));
    }

    private void checkTable(Connection connection, Table table, List<String> problems) throws SQLException {
        SQLException failure = tryQuery(connection, "SELECT 1 FROM " + table.sql() + " t WHERE 1 = 0");
        if (failure == null) {
            for (Column column : table.columns()) {
                checkColumn(connection, table, column, problems);
            }
        } else if (SqlProblem.isMissingTable(failure)) {
            problems.add("there is no table " + table.name() + " in " + url + ": run Django's migrate, or set "
                    + Tables.settingName(table.setting()) + ", tables.schema or tables.prefix");
        } else if (SqlProblem.isForbidden(failure)) {
            problems.add(forbidden("SELECT", table));
        } else {
            throw failure;
        }
    }

    private void checkColumn(Connection connection, Table table, Column column, List<String> problems)
            throws SQLException {
        SQLException failure = tryQuery(
                connection, "SELECT t." + dialect.quote(column.name()) + " FROM " + table.sql() + " t WHERE 1 = 0");
        if (failure == null) {
            return;
        }
        if (SqlProblem.isForbidden(failure)) {
            problems.add(forbidden("SELECT", table));
        } else if (SqlProblem.isMissingColumn(failure)) {
            String setting = column.setting();
            problems.add("table " + table.name() + " has no column " + column.name() + ": run Django's migrate, or set "
                    + Tables.settingName(setting == null ? table.setting() : setting));
        } else {
            throw failure;
        }
    }

    private void checkKeys(Connection connection, @Nullable Class<? extends PrimaryKey> keyType, List<String> problems)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(queries.keyColumns());
                ResultSet none = statement.executeQuery()) {
            KeyColumn id = KeyColumn.of(none.getMetaData(), 1);
            KeyColumn sesame = KeyColumn.of(none.getMetaData(), 2);
            String column = tables.user.name() + "." + queries.sesameKey() + " (type "
                    + none.getMetaData().getColumnTypeName(2) + ")";
            if (id == null || sesame == null) {
                problems.add("the key column " + column + " is neither an integer, a UUID, text nor bytes: set "
                        + Tables.settingName("userId") + " or " + Tables.settingName("userSesameKey"));
            } else if (keyType != null && sesame.keyType() != keyType) {
                problems.add("tokens do not hold keys of the type of " + column + ", so no user would be found: set"
                        + " sesame.key_format (CARILLON_SESAME_KEY_FORMAT) to fit it, or "
                        + Tables.settingName("userSesameKey"));
            }
        }
    }

    /** Asks for the right to write without writing: no row is touched. */
    private void checkWriting(Connection connection, List<String> problems) throws SQLException {
        if (!queries.hasLastLogin()) {
            problems.add("one-time tokens need a last_login column: set " + Tables.settingName("userLastLogin")
                    + ", or sesame.one_time to false");
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(queries.touchNoLogin())) {
            statement.executeUpdate();
        } catch (SQLException e) {
            problems.add(
                    SqlProblem.isForbidden(e)
                            ? forbidden("UPDATE", tables.user) + " (one-time tokens write last_login)"
                            : SqlProblem.describe(url, e));
        }
    }

    private String forbidden(String right, Table table) {
        return "the database user may not " + right + " " + table.name() + " in " + url + ": GRANT " + right + " ON "
                + table.name() + " to it";
    }

    private @Nullable SQLException tryQuery(Connection connection, String sql) {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet none = statement.executeQuery()) {
            var _ = none.next();
            return null;
        } catch (SQLException e) {
            return e;
        }
    }
}
