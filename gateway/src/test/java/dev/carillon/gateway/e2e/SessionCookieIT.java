package dev.carillon.gateway.e2e;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.e2e.site.AdminClient;
import dev.carillon.gateway.e2e.site.DjangoSite;
import dev.carillon.gateway.e2e.site.PythonEnvironment;
import dev.carillon.gateway.e2e.site.Surroundings;
import dev.carillon.gateway.testing.Browser;
import dev.carillon.gateway.testing.PostgresServer;
import dev.carillon.gateway.testing.RedisServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who has logged in to a real Django's admin is known by the browser's cookie alone, with every session engine; from pages of
 * the site, and from no others.
 */
@SuppressWarnings("NullAway.Init")
final class SessionCookieIT {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static PostgresServer postgres;
    private static RedisServer redis;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final int port = Surroundings.freePort();
    private DjangoSite site;
    private CarillonProcess carillon;
    private WebSocketClients clients;

    @BeforeAll
    static void start() {
        postgres = PostgresServer.start();
        redis = RedisServer.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
        postgres.close();
    }

    private void open(String engine) throws Exception {
        Path folder = Files.createDirectories(Surroundings.target().resolve("session-" + engine));
        site = opening(new DjangoSite(PythonEnvironment.get(), folder, database(engine), redis.url(), uri(), engine));
        site.runResource("users.py");
        carillon = opening(new CarillonProcess(
                site,
                port,
                Map.of(
                        "CARILLON_CREDENTIALS_ORIGINS", origin(),
                        "CARILLON_PERMISSIONS_SWEEP", "1s",
                        "CARILLON_LOGGING_LEVEL", "debug")));
        clients = opening(new WebSocketClients(site));
    }

    private static String database(String engine) throws SQLException {
        return postgres.createDatabase(engine + DATABASES.incrementAndGet()).djangoUrl();
    }

    private <T extends AutoCloseable> T opening(T resource) {
        opened.push(resource);
        return resource;
    }

    @AfterEach
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    private URI uri() {
        return URI.create("ws://127.0.0.1:" + port + "/");
    }

    private String origin() {
        return site.uri().toString().replaceFirst("/$", "");
    }

    private AdminClient logIn(String user) {
        return opening(new AdminClient(site.uri(), user, "en"));
    }

    private void connect(String name, String cookie) {
        carillon.keepSecret(cookie);
        clients.handshake(
                name, uri(), Map.of("Origin", origin(), "Cookie", "theme=dark; sessionid=" + cookie), List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"db", "cached_db", "cache", "signed_cookies"})
    void the_admins_login_is_enough_while_it_lasts(String engine) throws Exception {
        open(engine);
        AdminClient here = logIn("viewer");
        String there = logIn("viewer").cookie("sessionid");
        String ended = here.cookie("sessionid");
        connect("here", ended);
        connect("there", there);
        eventually("both are served", () -> carillon.serves(2));
        AdminClient root = logIn("root");
        root.add("auth/group", Map.of("name", "Not for viewers"));
        root.add("shop/category", Map.of("name", "Bells"));
        for (String name : List.of("here", "there")) {
            clients.awaitThat("an event", () -> !clients.texts(name).isEmpty());
            assertThat(clients.texts(name)).singleElement().asString().contains("\"Bells\"");
        }

        // A signed cookie is not revoked by a logout: it is the session.
        if (!engine.equals("signed_cookies")) {
            here.logOut();
            assertThat(clients.close("here")).isEqualTo("4403 access revoked");
            assertThat(clients.isOpen("there")).isTrue();
            connect("here again", ended);
            assertThat(clients.close("here again")).contains("status_code=401");
        }
        root.submit(
                "admin/auth/user/" + root.keyOf("auth/user", "viewer") + "/password/",
                "user_form",
                Map.of("password1", "another pass phrase", "password2", "another pass phrase"));
        assertThat(clients.close("there")).isEqualTo("4403 access revoked");
        connect("there again", there);
        assertThat(clients.close("there again")).contains("status_code=401");
    }

    /** As with SESSION_SAVE_EVERY_REQUEST, or a page that calls set_expiry. A signed cookie's end cannot be moved. */
    @ParameterizedTest
    @ValueSource(strings = {"db", "cached_db", "cache"})
    void a_connection_follows_the_end_of_its_session_as_the_site_moves_it(String engine) throws Exception {
        open(engine);
        String kept = logIn("viewer").cookie("sessionid");
        String left = logIn("viewer").cookie("sessionid");
        carillon.keepSecret(kept);
        setExpiry(15, kept, left);
        connect("kept", kept);
        connect("left", left);
        eventually("both are served", () -> carillon.serves(2));
        setExpiry(3600, kept);
        assertThat(clients.close("left")).isEqualTo("4401 expired");
        logIn("root").add("shop/category", Map.of("name", "Bells"));
        clients.awaitThat("an event", () -> !clients.texts("kept").isEmpty());
        setExpiry(5, kept);
        assertThat(clients.close("kept")).isEqualTo("4401 expired");
    }

    private void setExpiry(int seconds, String... keys) {
        List<String> command = new ArrayList<>(List.of("-c", """
                import sys, django
                django.setup()
                from importlib import import_module
                from django.conf import settings
                for key in sys.argv[2:]:
                    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
                    session.set_expiry(int(sys.argv[1]))
                    session.save(must_create=False)
                """, String.valueOf(seconds)));
        command.addAll(List.of(keys));
        site.run("set_expiry", command.toArray(String[]::new));
    }

    @Test
    void pages_of_other_origins_are_refused_before_the_upgrade() throws Exception {
        open("db");
        String cookie = logIn("viewer").cookie("sessionid");
        carillon.keepSecret(cookie);
        String host = site.uri().getHost();
        for (String origin : List.of(
                "https://evil.example",
                "null",
                "https://" + host + ":" + site.uri().getPort(),
                "http://" + host,
                origin() + ".evil.example",
                origin() + "/",
                "http://localhost:" + site.uri().getPort())) {
            clients.handshake(origin, uri(), Map.of("Origin", origin, "Cookie", "sessionid=" + cookie), List.of());
            assertThat(clients.close(origin)).as(origin).contains("status_code=403");
        }
        clients.handshake("no origin", uri(), Map.of("Cookie", "sessionid=" + cookie), List.of());
        assertThat(clients.close("no origin")).contains("status_code=403");
        connect("nobody", "nobodys-session-key-0123456789ab");
        assertThat(clients.close("nobody")).contains("status_code=401");
        connect("viewer", cookie);
        eventually("the site's own page is served", () -> carillon.serves(1));
    }

    @Test
    void a_page_of_the_site_needs_nothing_but_its_cookie() throws Exception {
        open("db");
        Browser browser = opening(Browser.open());
        browser.navigate(site.uri().resolve("admin/login/"));
        assertThat(listen(browser)).as("before the login").isEqualTo("open");
        assertThat(carillon.serves(0)).isTrue();
        browser.navigate(site.uri().resolve("admin/login/"));
        browser.execute("document.querySelector('[name=username]').value = 'viewer';"
                + "document.querySelector('[name=password]').value = '" + DjangoSite.PASSWORD + "';"
                + "document.querySelector('#login-form').submit();");
        browser.await("the admin", "return !!document.getElementById('logout-form')");

        assertThat(listen(browser)).isEqualTo("open");
        eventually("the page is served", () -> carillon.serves(1));
        AdminClient root = logIn("root");
        root.add("auth/group", Map.of("name", "Not for viewers"));
        root.add("shop/category", Map.of("name", "Bells"));
        browser.await("an event", "return window.heard.length > 0");
        assertThat(browser.execute("return window.heard.map((text) => JSON.parse(text).object).join()")
                        .asText())
                .isEqualTo("Bells");
    }

    /** Opens a WebSocket that sends nothing; keeps what it hears. */
    private String listen(Browser browser) throws Exception {
        return browser.execute("return new Promise((done) => {"
                        + "window.heard = [];"
                        + "const socket = new WebSocket('" + uri() + "');"
                        + "socket.onmessage = ({ data }) => window.heard.push(data);"
                        + "socket.onopen = () => done('open');"
                        + "socket.onclose = ({ code }) => done('closed ' + code); })")
                .asText();
    }
}
