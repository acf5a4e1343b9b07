package dev.carillon.gateway.e2e.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real Django with its session middleware and login views ({@code session_site.py}), which does as it is told. */
public final class SessionSite implements AutoCloseable {
    public static final String PASSWORD = "secret";

    private static final JsonMapper JSON = new JsonMapper();

    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;
    private final Path log;

    /** With these settings, beside what every site has. Its tables are made. */
    public SessionSite(String databaseUrl, Map<String, ?> settings) {
        PythonEnvironment python = PythonEnvironment.get();
        try {
            Path folder = Files.createTempDirectory(Surroundings.target(), "session-site");
            log = folder.resolve("site.log");
            ProcessBuilder builder = new ProcessBuilder(
                            python.python().toString(),
                            Surroundings.program("session_site.py", folder).toString())
                    .directory(folder.toFile())
                    .redirectError(log.toFile());
            builder.environment().put("DATABASE_URL", databaseUrl);
            builder.environment().put("SETTINGS", JSON.writeValueAsString(settings));
            builder.environment().put("PYTHONPATH", Surroundings.site().toString());
            builder.environment().put("PYTHONUTF8", "1");
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        commands = process.outputWriter();
        answers = process.inputReader();
        answer();
    }

    /** What {@code manage.py carillon_config} makes of the site, with the bus in memory. */
    public String config() {
        return tell("config", Map.of()).get("config").textValue();
    }

    /** A user with {@link #PASSWORD}; gives the primary key. */
    public String user(String name) {
        return tell("user", Map.of("name", name)).get("id").textValue();
    }

    /** Logs in by the login page and lets the session hold what {@code session_site.py} has under these names. */
    public String logIn(String name, String... with) {
        return logInWith(name, PASSWORD, with);
    }

    public String logInWith(String name, String password, String... with) {
        return cookie(tell("login", Map.of("name", name, "password", password, "with", List.of(with))));
    }

    /** The cookie of a session in which nobody is logged in. */
    public String anonymous(String... with) {
        return cookie(tell("store", Map.of("with", List.of(with))));
    }

    /** Whom Django itself sees; null for nobody. */
    public @Nullable String who(String cookie) {
        return tell("who", Map.of("cookie", cookie)).get("user").textValue();
    }

    public void store(String cookie, String... with) {
        tell("store", Map.of("cookie", cookie, "with", List.of(with)));
    }

    public void logOut(String cookie) {
        tell("logout", Map.of("cookie", cookie));
    }

    public void password(String name, String password) {
        tell("password", Map.of("name", name, "password", password));
    }

    public void active(String name, boolean active) {
        tell("active", Map.of("name", name, "active", active));
    }

    public void delete(String name) {
        tell("delete", Map.of("name", name));
    }

    /** Lets a session's row expire in so many seconds. */
    public void expire(String cookie, int seconds) {
        tell("expire", Map.of("cookie", cookie, "seconds", seconds));
    }

    /** From now on the site signs with this key. */
    public void keys(String key, String... fallbacks) {
        tell("keys", Map.of("key", key, "fallbacks", List.of(fallbacks)));
    }

    private static String cookie(JsonNode answer) {
        return answer.get("cookie").textValue();
    }

    private synchronized JsonNode tell(String what, Map<String, ?> about) {
        Map<String, Object> command = new HashMap<>(about);
        command.put("do", what);
        try {
            commands.write(JSON.writeValueAsString(command));
            commands.newLine();
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(log(), e);
        }
        return answer();
    }

    private JsonNode answer() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("the site ended:\n" + log());
            }
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(log(), e);
        }
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
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
}
