package dev.carillon.gateway.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.gateway.e2e.site.DjangoSite;
import dev.carillon.gateway.e2e.site.Surroundings;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Clients by the real {@code websockets} library, run by {@code clients.py}, and what each has seen. Thread-safe. */
final class WebSocketClients implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final BufferedWriter commands;
    private final Thread reader;
    private final Path log;
    private final Map<String, List<JsonNode>> seen = new LinkedHashMap<>();

    WebSocketClients(DjangoSite site) {
        log = site.folder().resolve("clients.log");
        Path program = Surroundings.program("clients.py", site.folder());
        ProcessBuilder builder = new ProcessBuilder(site.python().toString(), program.toString())
                .directory(Surroundings.site().toFile())
                .redirectError(log.toFile());
        builder.environment().putAll(site.environment());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        commands = process.outputWriter();
        reader = Thread.ofVirtual().start(() -> read(process.inputReader()));
    }

    /** Connects and sends one text message, the token, or several. */
    void connect(String name, URI uri, FirstMessage... messages) {
        List<Object> send = new ArrayList<>();
        for (FirstMessage message : messages) {
            send.add(List.of(message.kind(), message.fragments()));
        }
        command(Map.of("do", "connect", "name", name, "url", uri.toString(), "send", send));
    }

    /** Connects with headers and subprotocols of its own, and sends nothing. */
    void handshake(String name, URI uri, Map<String, String> headers, List<String> subprotocols) {
        Map<String, Object> connect = new HashMap<>(Map.of("do", "connect", "name", name, "url", uri.toString()));
        connect.putAll(Map.of("send", List.of(), "headers", headers));
        if (!subprotocols.isEmpty()) {
            connect.put("subprotocols", subprotocols);
        }
        command(connect);
    }

    /** What a client says first; fragments of a binary message are base64. */
    record FirstMessage(String kind, List<String> fragments) {
        static FirstMessage text(String... fragments) {
            return new FirstMessage("text", List.of(fragments));
        }

        static FirstMessage binary(String base64) {
            return new FirstMessage("binary", List.of(base64));
        }
    }

    void publish(String redisUrl, List<String> payloads) {
        command(Map.of("do", "publish", "redis", redisUrl, "channel", "events", "payloads", payloads));
    }

    /** Sends one more text on an open connection. */
    void send(String name, String text) {
        awaitThat(name + " to be open", () -> isOpen(name));
        command(Map.of("do", "send", "name", name, "text", text));
    }

    /** Waits for the connection to stand; gives the subprotocol that the server selected, or nothing. */
    String subprotocol(String name) {
        awaitThat(name + " to be open or not", () -> !of(name).isEmpty());
        return of(name).getFirst().path("subprotocol").asText("");
    }

    void disconnect(String name) {
        command(Map.of("do", "close", "name", name));
    }

    /** The texts that this client received, in order. */
    synchronized List<String> texts(String name) {
        return of(name).stream()
                .filter(report -> report.get("kind").textValue().equals("message"))
                .map(report -> report.path("text").asText("(binary)"))
                .toList();
    }

    /** When this client received its first text that holds this, in seconds since 1970. */
    synchronized double timeOf(String name, String part) {
        return of(name).stream()
                .filter(report -> report.path("text").asText("").contains(part))
                .findFirst()
                .orElseThrow()
                .get("time")
                .asDouble();
    }

    /** How the connection ended, like {@code 1011 authentication failed}; waits for it. */
    String close(String name) {
        awaitThat(name + " to be closed", () -> closeReport(name).isObject());
        JsonNode close = closeReport(name);
        return close.get("kind").textValue().equals("failed")
                ? "no connection: " + close.get("error").textValue()
                : close.get("code").asInt() + " " + close.path("reason").asText();
    }

    /** Whether the connection stands. */
    boolean isOpen(String name) {
        return !closeReport(name).isObject() && !of(name).isEmpty();
    }

    private synchronized JsonNode closeReport(String name) {
        Predicate<String> end = kind -> kind.equals("close") || kind.equals("failed");
        return of(name).stream()
                .filter(report -> end.test(report.get("kind").textValue()))
                .findFirst()
                .orElse(JSON.nullNode());
    }

    private synchronized List<JsonNode> of(String name) {
        return List.copyOf(seen.getOrDefault(name, List.of()));
    }

    void awaitThat(String what, Condition condition) {
        if (!await(condition, PATIENCE)) {
            throw new AssertionError("waited in vain for " + what + "; the clients say: " + problems());
        }
    }

    /** Waits until what the clients saw fulfils the condition; false if it does not within the time. */
    synchronized boolean await(Condition condition, Duration patience) {
        Instant deadline = Instant.now().plus(patience);
        while (!condition.holds()) {
            long left = Duration.between(Instant.now(), deadline).toMillis();
            if (left <= 0) {
                return false;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return true;
    }

    /** Judged again whenever a client reports something. */
    interface Condition {
        boolean holds();
    }

    private String problems() {
        try {
            return process.isAlive() + " " + Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void command(Map<String, Object> command) {
        try {
            commands.write(JSON.writeValueAsString(command));
            commands.newLine();
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(problems(), e);
        }
    }

    private void read(BufferedReader reports) {
        reports.lines().forEach(line -> {
            JsonNode report = parse(line);
            synchronized (this) {
                seen.computeIfAbsent(report.get("name").textValue(), name -> new ArrayList<>())
                        .add(report);
                notifyAll();
            }
        });
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(line, e);
        }
    }

    @Override
    public void close() {
        try {
            commands.close();
            reader.join(Duration.ofSeconds(20));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
