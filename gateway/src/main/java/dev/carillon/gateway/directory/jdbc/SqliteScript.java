package dev.carillon.gateway.directory.jdbc;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes a SQLite database out of SQL statements; for the demo and for tests. Blocks. */
public final class SqliteScript {
    private SqliteScript() {}

    /** Runs the statements, separated by semicolons, on the file; it is created if there is none. */
    public static void run(Path file, String statements) throws IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(statements);
        } catch (SQLException e) {
            throw new IOException("cannot make the SQLite database " + file + ": " + e.getMessage(), e);
        }
    }
}
