package dev.carillon.gateway.e2e;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.gateway.e2e.site.AdminClient;
import dev.carillon.gateway.e2e.site.Surroundings;
import dev.carillon.gateway.testing.Browser;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Credentials in every place, by real clients and a real browser, beside a real Django; and none of them in the log. */
@SuppressWarnings("NullAway.Init")
final class PlacesIT {
    private static final Deque<AutoCloseable> SHARED = new ArrayDeque<>();
    private static final String SECRET = "a-secret-that-both-sides-share.".repeat(2);

    private static Stage stage;
    private static CarillonProcess carillon;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Tokens tokens = Tokens.of(stage.site());

    @BeforeAll
    static void open() throws Exception {
        stage = new Stage("places");
        SHARED.push(stage);
        carillon = new CarillonProcess(
                stage.site(),
                Map.of(
                        "CARILLON_CREDENTIALS_QUERY_PARAMETER", "token",
                        "CARILLON_JWT_SECRETS", SECRET,
                        "CARILLON_JWT_LEEWAY", "0s",
                        "CARILLON_LOGGING_LEVEL", "debug"));
        carillon.keepSecret(SECRET);
        SHARED.push(carillon);
    }

    @AfterAll
    static void close() throws Exception {
        closeAll(SHARED);
    }

    private <T extends AutoCloseable> T opening(T resource) {
        opened.push(resource);
        return resource;
    }

    @AfterEach
    void leave() throws Exception {
        closeAll(opened);
        eventually("all have left", () -> carillon.serves(0));
    }

    private static void closeAll(Deque<AutoCloseable> resources) throws Exception {
        while (!resources.isEmpty()) {
            resources.pop().close();
        }
    }

    private URI query(String token) {
        return URI.create(carillon.uri() + "?token=" + token);
    }

    @Test
    void the_same_user_hears_the_same_wherever_the_token_stood() {
        WebSocketClients clients = opening(new WebSocketClients(stage.site()));
        String token = tokens.of("viewer");
        carillon.keepSecret(token);
        clients.connect("first message", carillon.uri(), WebSocketClients.FirstMessage.text(token));
        clients.handshake("header", carillon.uri(), Map.of("Authorization", "Bearer " + token), List.of());
        clients.handshake("subprotocol", carillon.uri(), Map.of(), List.of("carillon.bearer." + token, "carillon"));
        clients.handshake("query", query(token), Map.of(), List.of());
        List<String> names = List.of("first message", "header", "subprotocol", "query");
        eventually("all are served", () -> carillon.serves(names.size()));
        assertThat(names.stream().map(clients::subprotocol)).containsExactly("", "", "carillon", "");
        Editing.everything(stage.site());
        clients.awaitThat(
                "as many events for each",
                () -> names.stream()
                                        .map(name -> clients.texts(name).size())
                                        .distinct()
                                        .count()
                                == 1
                        && clients.texts("query").size() > 5);
        assertThat(names).allSatisfy(name -> assertThat(clients.texts(name)).isEqualTo(clients.texts("query")));
    }

    @Test
    void a_bad_token_is_refused_before_the_upgrade_wherever_it_stood() {
        WebSocketClients clients = opening(new WebSocketClients(stage.site()));
        String expired = tokens.get("viewer").expired();
        String inactive = tokens.of("inactive");
        carillon.keepSecret(expired, inactive);
        clients.handshake("header", carillon.uri(), Map.of("Authorization", "Bearer " + expired), List.of());
        clients.handshake("inactive", carillon.uri(), Map.of("Authorization", "Bearer " + inactive), List.of());
        clients.handshake("subprotocol", carillon.uri(), Map.of(), List.of("carillon", "carillon.bearer." + expired));
        clients.handshake("query", query(expired), Map.of(), List.of());
        for (String name : List.of("header", "inactive", "subprotocol", "query")) {
            assertThat(clients.close(name)).contains("status_code=401");
        }
        clients.handshake("alone", carillon.uri(), Map.of(), List.of("carillon.bearer." + tokens.of("viewer")));
        assertThat(clients.close("alone")).contains("status_code=400");
    }

    @Test
    void a_jwt_ends_its_connection_unless_a_fresh_one_of_the_same_user_comes_in_time() throws Exception {
        Map<String, String> made = jwts("viewer 20", "viewer 600", "root 600");
        WebSocketClients clients = opening(new WebSocketClients(stage.site()));
        List<String> names = List.of("ends", "stays", "changes", "turns");
        for (String name : names) {
            Map<String, String> bearer = Map.of("Authorization", "Bearer " + made.get("viewer 20"));
            clients.handshake(name, carillon.uri(), bearer, List.of());
        }
        eventually("all are served", () -> carillon.serves(names.size()));
        clients.send("stays", String.valueOf(made.get("viewer 600")));
        clients.send("changes", String.valueOf(made.get("root 600")));
        String sesame = tokens.of("viewer");
        carillon.keepSecret(sesame);
        clients.send("turns", sesame);
        assertThat(clients.close("changes")).isEqualTo("4401 authentication failed");
        assertThat(clients.close("ends")).isEqualTo("4401 expired");
        eventually("the others stay", () -> carillon.serves(2));
        add("Heard by those who stayed");
        for (String name : List.of("stays", "turns")) {
            clients.awaitThat(
                    name + " hears", () -> clients.texts(name).toString().contains("Heard by those who stayed"));
        }
    }

    private static Map<String, String> jwts(String... wanted) throws Exception {
        List<String> arguments = new ArrayList<>();
        arguments.add(
                Surroundings.program("short_jwts.py", stage.site().folder()).toString());
        arguments.add(SECRET);
        arguments.addAll(List.of(wanted));
        Map<String, String> made = new JsonMapper()
                .readValue(stage.site().run("short-jwts", arguments.toArray(String[]::new)), new TypeReference<>() {});
        carillon.keepSecret(made.values().toArray(String[]::new));
        return made;
    }

    private static void add(String category) {
        try (AdminClient editor = new AdminClient(stage.site().uri(), "root", "en")) {
            editor.add("shop/category", Map.of("name", category));
        }
    }

    @Test
    void a_page_connects_with_the_token_among_its_subprotocols() throws Exception {
        Browser browser = opening(Browser.open());
        browser.navigate(stage.site().uri());
        String token = tokens.of("viewer");
        carillon.keepSecret(token);
        assertThat(connect(browser, "'carillon', 'carillon.bearer." + token + "'"))
                .isEqualTo("open carillon");
        eventually("it is served", () -> carillon.serves(1));
        add("Heard by a page");
        browser.await("the event", "return window.heard > 0");
        assertThat(connect(browser, "'carillon', 'carillon.bearer.AAAA" + token + "'"))
                .isEqualTo("closed 1006");
        assertThat(connect(browser, "'carillon.bearer." + token + "'")).isEqualTo("closed 1006");
    }

    private String connect(Browser browser, String subprotocols) throws Exception {
        return browser.execute("return new Promise((done) => {"
                        + "window.heard = 0;"
                        + "const socket = new WebSocket('" + carillon.uri() + "', [" + subprotocols + "]);"
                        + "socket.onopen = () => done('open ' + socket.protocol);"
                        + "socket.onmessage = () => { window.heard++; };"
                        + "socket.onclose = (event) => done('closed ' + event.code);"
                        + "})")
                .asText();
    }
}
