package dev.carillon.gateway.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL out of a Maven artifact. Its superuser {@code postgres} needs no password; the user
 * {@code guarded} has the password {@link #PASSWORD} and needs it.
 *
 * <p>PostgreSQL refuses to run as root; there the artifact's starter runs it through {@code unshare -U}.
 */
public final class PostgresServer implements AutoCloseable {
    public static final String PASSWORD = "p@ss:w/rd#%";

    private final Path data;
    private final int port;
    private @Nullable EmbeddedPostgres server;

    private PostgresServer(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    public static PostgresServer start() {
        try {
            PostgresServer server = new PostgresServer(Files.createTempDirectory(target(), "postgres"), freePort());
            server.resume();
            server.addGuardedUser();
            return server;
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(
                    "PostgreSQL did not start; as root it needs 'unshare -U' (user namespaces) to be allowed", e);
        }
    }

    /** Starts the stopped server again, on the same port with the same data. */
    public void resume() throws IOException {
        server = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("fsync", "off")
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
    }

    /** Stops the server; its clients' connections break. */
    public void stop() {
        EmbeddedPostgres running = server;
        server = null;
        try {
            if (running != null) {
                running.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new, empty database. */
    public TestDatabase createDatabase(String name) throws SQLException {
        execute("CREATE DATABASE \"" + name + "\"");
        return new TestDatabase("postgres://postgres@127.0.0.1:" + port + "/" + name, jdbcUrl(name));
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        stop();
    }

    private void addGuardedUser() throws IOException, SQLException {
        execute("CREATE ROLE guarded LOGIN PASSWORD '" + PASSWORD + "'");
        Path access = data.resolve("pg_hba.conf");
        Files.writeString(access, "host all guarded all scram-sha-256\n" + Files.readString(access));
        execute("SELECT pg_reload_conf()");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String jdbcUrl(String name) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name + "?user=postgres";
    }

    private static Path target() throws IOException {
        return Files.createDirectories(Path.of("target").toAbsolutePath());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
