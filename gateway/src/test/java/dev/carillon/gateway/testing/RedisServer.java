package dev.carillon.gateway.testing;

import static dev.carillon.gateway.testing.Eventually.eventually;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis of the test's own, on a free loopback port, with its files in a temporary directory: the
 * {@code redis-server} of the path, else the one that embedded-redis brings.
 */
public final class RedisServer implements AutoCloseable {
    private final Path directory;
    private final int port;
    private final boolean sentinel;
    private final @Nullable String password;
    private @Nullable Process process;

    private RedisServer(Path directory, int port, boolean sentinel, @Nullable String password) {
        this.directory = directory;
        this.port = port;
        this.sentinel = sentinel;
        this.password = password;
    }

    /** A server without a password; each line is one of redis.conf. */
    public static RedisServer start(String... lines) {
        return start(null, lines);
    }

    public static RedisServer startWithPassword(String password, String... lines) {
        return start(password, lines);
    }

    private static RedisServer start(@Nullable String password, String... lines) {
        List<String> config = new ArrayList<>(List.of("save \"\"", "appendonly no", "unixsocket redis.sock"));
        if (password != null) {
            config.add("requirepass " + password);
        }
        config.addAll(List.of(lines));
        return launch(config, false, password);
    }

    /** A Sentinel that by itself may fail the master over. */
    public static RedisServer startSentinel(String name, RedisServer master) {
        return launch(
                List.of(
                        "sentinel monitor " + name + " 127.0.0.1 " + master.port + " 1",
                        "sentinel down-after-milliseconds " + name + " 500",
                        "sentinel failover-timeout " + name + " 2000"),
                true,
                null);
    }

    private static RedisServer launch(List<String> lines, boolean sentinel, @Nullable String password) {
        try {
            int port = freePort();
            Path directory = Files.createTempDirectory("redis").toAbsolutePath();
            List<String> config = new ArrayList<>(
                    List.of("port " + port, "bind 127.0.0.1", "dir " + directory, "daemonize no", "loglevel notice"));
            config.addAll(lines);
            Files.write(directory.resolve("redis.conf"), config);
            RedisServer server = new RedisServer(directory, port, sentinel, password);
            server.restart();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public int port() {
        return port;
    }

    public Path directory() {
        return directory;
    }

    public Path unixSocket() {
        return directory.resolve("redis.sock");
    }

    /** Its URL, with the password if it has one. */
    public String url() {
        return "redis://" + (password == null ? "" : ":" + password + "@") + "127.0.0.1:" + port + "/1";
    }

    /** Starts it (again), on the same port, and waits until it answers. */
    public void restart() {
        List<String> command = new ArrayList<>(List.of(
                binary(), directory.resolve("redis.conf").toString()));
        if (sentinel) {
            command.add("--sentinel");
        }
        try {
            Process started = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("redis.log").toFile()))
                    .start();
            process = started;
            Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
            eventually("Redis answers", () -> answers(started));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers(Process started) {
        if (!started.isAlive()) {
            throw new AssertionError("Redis ended at once: " + log());
        }
        try (RedisCommands commands = new RedisCommands(port)) {
            String answer = commands.send("PING");
            return answer.equals("PONG") || answer.startsWith("NOAUTH") || answer.startsWith("NOPERM");
        } catch (IOException e) {
            return false;
        }
    }

    /** What it has logged. */
    public String log() {
        try {
            return Files.readString(directory.resolve("redis.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Sends one command on a connection of its own. */
    public String command(String... words) {
        try (RedisCommands commands = connect()) {
            return commands.send(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Publishes as a Django site does. */
    public String publish(String channel, byte[] payload) {
        try (RedisCommands commands = connect()) {
            return commands.publish(channel, payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RedisCommands connect() throws IOException {
        RedisCommands commands = new RedisCommands(port);
        if (password != null) {
            commands.send("AUTH", password);
        }
        return commands;
    }

    /** Ends it at once, as a crash does. */
    public void kill() {
        end(Objects.requireNonNull(process).destroyForcibly());
    }

    /** Freezes it: its connections stay, and nothing answers. */
    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder(
                            "kill", "-" + signal, Long.toString(Objects.requireNonNull(process).pid()))
                    .inheritIO()
                    .start();
            end(kill);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(Process process) {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new AssertionError("process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }

    private static String binary() {
        for (String entry : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path candidate = Path.of(entry, "redis-server");
            if (Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        return extracted();
    }

    private static String extracted() {
        String system = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        String name = "redis-server-"
                + (arm && system.equals("linux") ? "6.2.7" : "6.2.6-v5")
                + "-" + system + "-" + (arm ? "arm64" : "amd64");
        try (InputStream in = RedisServer.class.getClassLoader().getResourceAsStream(name)) {
            Path file = Files.createTempFile("redis-server", "");
            Files.write(file, Objects.requireNonNull(in, name).readAllBytes());
            if (!file.toFile().setExecutable(true)) {
                throw new IOException("cannot make " + file + " executable");
            }
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
