package dev.carillon.gateway.testing;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The machine's MariaDB, on files and a port of its own; its user {@code carillon} has the password {@link #PASSWORD}. */
public final class MariaDbServer implements AutoCloseable {
    public static final String PASSWORD = "p@ss:w/rd#%";

    private static final Duration START = Duration.ofSeconds(90);

    private final Process process;
    private final int port;

    private MariaDbServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Whether the machine has the server and the program that makes its first files. */
    public static boolean isInstalled() {
        return program("mariadbd").isPresent() && program("mariadb-install-db").isPresent();
    }

    public static MariaDbServer start() {
        try {
            Path base = Files.createTempDirectory(target(), "mariadb");
            Path data = Files.createDirectory(base.resolve("data"));
            Path log = base.resolve("server.log");
            install(data, base.resolve("install.log"));
            int port = freePort();
            Process process = launch(data, log, port);
            MariaDbServer server = new MariaDbServer(process, port);
            server.awaitReady(log);
            return server;
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("MariaDB did not start", e);
        }
    }

    /** A new, empty database with the collation that Django's sites have by default: it ignores case. */
    public TestDatabase createDatabase(String name) throws SQLException {
        execute("CREATE DATABASE `" + name + "` CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci");
        execute("GRANT ALL ON `" + name + "`.* TO carillon@'127.0.0.1'");
        return new TestDatabase("mysql://carillon:p%40ss%3Aw%2Frd%23%25@127.0.0.1:" + port + "/" + name, jdbcUrl(name));
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void install(Path data, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                required("mariadb-install-db"),
                "--no-defaults",
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db"));
        asThisUser(command);
        Process install = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!install.waitFor(START.toSeconds(), TimeUnit.SECONDS) || install.exitValue() != 0) {
                install.destroyForcibly();
                throw new IOException("mariadb-install-db failed: " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static Process launch(Path data, Path log, int port) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                required("mariadbd"),
                "--no-defaults",
                "--datadir=" + data,
                "--bind-address=127.0.0.1",
                "--port=" + port,
                // Relative to the data directory: the path of a Unix socket must be short.
                "--socket=s.sock",
                "--pid-file=server.pid",
                "--skip-log-bin",
                "--innodb-buffer-pool-size=16M",
                "--innodb-flush-log-at-trx-commit=0"));
        asThisUser(command);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static void asThisUser(List<String> command) {
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--user=root");
        }
    }

    private void awaitReady(Path log) throws IOException, SQLException {
        long deadline = System.nanoTime() + START.toNanos();
        @Nullable SQLException failure = null;
        while (process.isAlive() && System.nanoTime() < deadline) {
            try {
                execute("CREATE USER carillon@'127.0.0.1' IDENTIFIED BY '" + PASSWORD + "'");
                return;
            } catch (SQLException e) {
                failure = e;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
        process.destroyForcibly();
        throw new IOException("mariadbd did not come up: " + Files.readString(log), failure);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(""));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String jdbcUrl(String name) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + name + "?user=root&allowMultiQueries=true";
    }

    private static String required(String name) throws IOException {
        return program(name)
                .orElseThrow(() -> new IOException(name + " is not installed"))
                .toString();
    }

    private static Optional<Path> program(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
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
