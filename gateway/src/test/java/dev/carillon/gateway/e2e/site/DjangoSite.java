package dev.carillon.gateway.e2e.site;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The sample site of ops/django, migrated and running, on a database and a Redis that are the caller's. */
public final class DjangoSite implements AutoCloseable {
    /** Of every user that {@code users.py} makes. */
    public static final String PASSWORD = "secret";

    public static final String SECRET_KEY = "end-to-end \"key\" with é and 🔔: #";

    private final PythonEnvironment python;
    private final Path folder;
    private final Map<String, String> environment;
    private final List<String> configOptions;
    private final int port = Surroundings.freePort();
    private final ExternalProgram server;

    /**
     * Logs and programs go into the folder.
     *
     * @param websocketUrl where its page finds the gateway
     */
    public DjangoSite(PythonEnvironment python, Path folder, String databaseUrl, String redisUrl, URI websocketUrl) {
        this(python, folder, databaseUrl, redisUrl, websocketUrl, "");
    }

    /**
     * The same, whose session cookies the gateway accepts.
     *
     * @param sessionEngine last word of SESSION_ENGINE; empty for a site that is known by tokens alone
     */
    public DjangoSite(
            PythonEnvironment python,
            Path folder,
            String databaseUrl,
            String redisUrl,
            URI websocketUrl,
            String sessionEngine) {
        this.python = python;
        this.folder = folder;
        this.configOptions = sessionEngine.isEmpty() ? List.of() : List.of("--session");
        environment = Map.ofEntries(
                Map.entry("DJANGO_SETTINGS_MODULE", "config.settings"),
                Map.entry("DATABASE_URL", databaseUrl),
                Map.entry("REDIS_URL", redisUrl),
                Map.entry("WEBSOCKET_URL", websocketUrl.toString()),
                Map.entry("SECRET_KEY", SECRET_KEY),
                Map.entry("SESSION_ENGINE", sessionEngine.isEmpty() ? "db" : sessionEngine),
                Map.entry("PYTHONPATH", Surroundings.site().toString()),
                Map.entry("PYTHONPYCACHEPREFIX", folder.resolve("pycache").toString()),
                Map.entry("PYTHONUNBUFFERED", "1"),
                Map.entry("PYTHONUTF8", "1"));
        run("migrate", "manage.py", "migrate", "--verbosity", "0");
        server = start("site", "manage.py", "runserver", "--noreload", "127.0.0.1:" + port);
        server.await(() -> listens(port));
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** Runs a Python program in the site's environment, to its end; gives what it printed. */
    public String run(String name, String... arguments) {
        return ExternalProgram.run(name, folder, environment, command(arguments));
    }

    /** Runs a program that lies beside the tests. */
    public String runResource(String name) {
        return run(name, Surroundings.program(name, folder).toString());
    }

    public ExternalProgram start(String name, String... arguments) {
        return ExternalProgram.start(name, folder, environment, command(arguments));
    }

    /** What {@code manage.py carillon_config} makes of this site. */
    public Path carillonConfig() {
        Path file = folder.resolve("carillon.yaml");
        List<String> command = new ArrayList<>(List.of("manage.py", "carillon_config", "--output", file.toString()));
        command.addAll(configOptions);
        run("carillon_config", command.toArray(String[]::new));
        return file;
    }

    public Path folder() {
        return folder;
    }

    public Path python() {
        return python.python();
    }

    public Map<String, String> environment() {
        return environment;
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(python.python().toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    public static boolean listens(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
