package dev.carillon.gateway.e2e;

import static dev.carillon.gateway.testing.Eventually.eventually;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.gateway.e2e.WebSocketClients.FirstMessage;
import dev.carillon.gateway.e2e.site.AdminClient;
import dev.carillon.gateway.e2e.site.Surroundings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The real site with an administrator at work, and clients of whom it can be told what they see at the moment. */
final class LiveSite implements AutoCloseable {
    private final Stage stage;
    private final WebSocketClients clients;
    private final AdminClient admin;
    private final Map<String, String> keys;
    private long markers;

    /** Makes these users beside the usual ones; each may see categories, and nothing else. */
    LiveSite(String name, String... users) throws SQLException {
        stage = new Stage(name);
        clients = new WebSocketClients(stage.site());
        accounts(Stream.concat(Stream.of("make"), Stream.of(users)).toArray(String[]::new));
        admin = new AdminClient(stage.site().uri(), "root", "en");
        keys = readKeys();
    }

    private Map<String, String> readKeys() {
        try {
            return new JsonMapper().readValue(accounts("keys"), new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs {@code accounts.py}. */
    String accounts(String... arguments) {
        String program =
                Surroundings.program("accounts.py", stage.site().folder()).toString();
        return stage.site()
                .run(
                        "accounts",
                        Stream.concat(Stream.of(program), Stream.of(arguments)).toArray(String[]::new));
    }

    /** The primary key of {@code user NAME}, {@code group NAME}, {@code permission APP.CODENAME} or {@code type APP.MODEL}. */
    String key(String what) {
        String key = keys.get(what);
        if (key == null) {
            throw new IllegalArgumentException("no " + what);
        }
        return key;
    }

    /** Several, a line each, as forms take them. */
    String keys(String kind, String... names) {
        return Stream.of(names).map(name -> key(kind + " " + name)).collect(Collectors.joining("\n"));
    }

    Stage stage() {
        return stage;
    }

    WebSocketClients clients() {
        return clients;
    }

    AdminClient admin() {
        return admin;
    }

    /** Changes a user in the admin. */
    void changeUser(String name, String field, String value) {
        admin.change("auth/user", key("user " + name), Map.of(field, value));
    }

    void changeGroup(String name, String field, String value) {
        admin.change("auth/group", key("group " + name), Map.of(field, value));
    }

    /** Connects these users, each once, and waits until all have heard something. */
    void connect(URI server, String... users) {
        Tokens tokens = Tokens.of(stage.site());
        for (String user : users) {
            clients.connect(user, server, FirstMessage.text(tokens.of(user)));
        }
        for (String user : users) {
            awaitHeard(user);
        }
    }

    /** Success is silent: publishes what everybody sees until this client hears it. */
    void awaitHeard(String client) {
        eventually(client + " hears", () -> {
            String marker = marker();
            publish(key("type shop.category"), marker);
            return clients.await(() -> got(client, marker), Duration.ofMillis(200));
        });
    }

    private String marker() {
        return "marker " + markers++ + ".";
    }

    /** Publishes an event of a type, and behind it one that everybody sees; tells whether the user got the first. */
    boolean hears(String user, String type) {
        return hearsType(user, key(type));
    }

    /** The same for a content type that is newer than the keys. */
    boolean hearsType(String user, String typeId) {
        String marker = marker();
        String barrier = marker();
        publish(typeId, marker);
        publish(key("type shop.category"), barrier);
        clients.awaitThat(user + " to hear what everybody sees", () -> got(user, barrier));
        return got(user, marker);
    }

    /**
     * Grants a permission in a transaction that tells of it and commits so much later, while events of the type come; gives
     * the time from the commit to the first of them that the user heard.
     */
    Duration grantLate(String user, String model, String seconds) {
        AtomicBoolean committed = new AtomicBoolean();
        CompletableFuture<Double> commit = CompletableFuture.supplyAsync(
                () -> Double.parseDouble(accounts("late_commit", user, "view_" + model, seconds)));
        var _ = commit.whenComplete((time, failure) -> committed.set(true));
        String late = "late " + model;
        eventually(user + " hears " + late, () -> {
            publish(key("type shop." + model), late);
            return committed.get() && got(user, late);
        });
        double effect = clients.timeOf(user, late) - commit.join();
        return Duration.ofNanos(Math.round(effect * 1e9));
    }

    private boolean got(String user, String marker) {
        List<String> texts = clients.texts(user);
        return texts.stream().anyMatch(text -> text.contains(marker));
    }

    private void publish(String typeId, String object) {
        String event = "{\"object\": \"" + object + "\", \"content_type_id\": " + typeId + "}";
        stage.redis().publish("events", event.getBytes(StandardCharsets.UTF_8));
    }

    /** Publishes until the user hears events of this type, or until they hear them no longer; gives how long it took. */
    Duration awaitHears(String user, String type, boolean wanted) {
        long began = System.nanoTime();
        eventually(user + (wanted ? " hears " : " does not hear ") + type, () -> hears(user, type) == wanted);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    public void close() {
        admin.close();
        clients.close();
        stage.close();
    }
}
