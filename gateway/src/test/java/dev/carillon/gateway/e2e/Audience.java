package dev.carillon.gateway.e2e;

import dev.carillon.gateway.e2e.Tokens.User;
import dev.carillon.gateway.e2e.site.ServerUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every user, connected to each of several servers. Success is silent, so whether a client is registered is found out by
 * markers, published until it hears one; they are left out of what it received.
 */
final class Audience {
    private static final String MARKER = "{\"marker\": ";
    private static final Duration ROUND = Duration.ofMillis(200);
    private static final int ROUNDS = 150;

    private final WebSocketClients clients;
    private final Stage stage;
    private final List<ServerUnderTest> servers;
    private final Map<String, User> users = new TreeMap<>();

    Audience(WebSocketClients clients, Stage stage, List<ServerUnderTest> servers) {
        this.clients = clients;
        this.stage = stage;
        this.servers = servers;
    }

    /** Connects all whose tokens are good; one sends it in fragments. */
    void connect(Tokens tokens) {
        users.putAll(tokens.users());
        users.keySet().removeAll(List.of("inactive", "stranger"));
        users.forEach((user, found) -> {
            String token = found.token();
            WebSocketClients.FirstMessage first = user.equals("viewer")
                    ? WebSocketClients.FirstMessage.text(token.substring(0, 5), token.substring(5))
                    : WebSocketClients.FirstMessage.text(token);
            for (int server = 0; server < servers.size(); server++) {
                clients.connect(name(server, user), servers.get(server).uri(), first);
            }
        });
    }

    /** Publishes markers until every client that may see any has heard one. Those who may see nothing must be connected. */
    void publishUntilAllHear(String about) {
        for (int round = 1; round <= ROUNDS; round++) {
            String marker = MARKER + "\"" + about + " " + round + "\", \"content_type_id\": ";
            clients.publish(
                    stage.redisUrl(),
                    markedTypes().stream().map(type -> marker + type + "}").toList());
            if (clients.await(() -> allHeard(MARKER + "\"" + about + " "), ROUND)) {
                return;
            }
        }
        throw new AssertionError("no marker \"" + about + "\" was heard by: " + deaf(MARKER + "\"" + about + " "));
    }

    private boolean allHeard(String marker) {
        return deaf(marker).isEmpty();
    }

    private List<String> deaf(String marker) {
        List<String> deaf = new ArrayList<>();
        for (int server = 0; server < servers.size(); server++) {
            for (Map.Entry<String, User> user : users.entrySet()) {
                String name = name(server, user.getKey());
                boolean hears = user.getValue().visible().isEmpty()
                        ? clients.isOpen(name)
                        : clients.texts(name).stream().anyMatch(text -> text.startsWith(marker));
                if (!hears) {
                    deaf.add(name);
                }
            }
        }
        return deaf;
    }

    /** One type for each user is enough: a connection's events are in one order, whatever their types. */
    private List<Integer> markedTypes() {
        return users.values().stream()
                .filter(user -> !user.visible().isEmpty())
                .map(user -> user.visible().get(0))
                .distinct()
                .toList();
    }

    /** What each user received from one of the servers, without the markers. */
    Map<String, List<String>> received(int server) {
        Map<String, List<String>> received = new LinkedHashMap<>();
        for (String user : users.keySet()) {
            received.put(
                    user,
                    clients.texts(name(server, user)).stream()
                            .filter(text -> !text.startsWith(MARKER))
                            .toList());
        }
        return received;
    }

    /** Disconnects all from one of the servers; gives how it answered the close frame of each. */
    Map<String, String> disconnect(int server) {
        Map<String, String> closes = new LinkedHashMap<>();
        for (String user : users.keySet()) {
            clients.disconnect(name(server, user));
            closes.put(user, clients.close(name(server, user)));
        }
        return closes;
    }

    private static String name(int server, String user) {
        return server + ": " + user;
    }
}
