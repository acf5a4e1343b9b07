package dev.carillon.gateway.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * A database of a test's own.
 *
 * @param djangoUrl as Django people write it
 * @param jdbcUrl for the test's own statements, with the right to do everything
 */
public record TestDatabase(String djangoUrl, String jdbcUrl) {
    /** Runs a script of several statements on a connection of its own, so that its settings end with it. */
    public void run(String script) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            // SQLite's driver takes several statements at once as an update only.
            if (jdbcUrl.startsWith("jdbc:sqlite:")) {
                statement.executeUpdate(script);
            } else {
                statement.execute(script);
            }
        }
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, new Properties());
    }
}
