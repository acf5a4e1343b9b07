package dev.carillon.gateway.e2e;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.gateway.e2e.site.DjangoSite;
import dev.carillon.gateway.e2e.site.ServerUnderTest;
import dev.carillon.gateway.e2e.site.Surroundings;
import dev.carillon.gateway.testing.JwksServer;
import dev.carillon.gateway.testing.TcpProxy;
import dev.carillon.gateway.testing.TextClient;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that PyJWT made beside a real Django site, PostgreSQL and Redis. */
@SuppressWarnings("NullAway.Init")
final class JwtIT {
    private static final String SECRET = "hunter22".repeat(8);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Stage stage;
    private JwksServer jwks;
    private Made made;

    /** What the script printed. */
    private record Made(Map<String, String> tokens, String jwks, String expired, List<Long> visible) {}

    @BeforeEach
    void open() throws Exception {
        stage = opening(new Stage("jwt"));
        DjangoSite site = stage.site();
        String script = Surroundings.program("jwt_tokens.py", site.folder()).toString();
        made = new JsonMapper().readValue(site.run("jwt-tokens", script, SECRET, "viewer"), new TypeReference<>() {});
        jwks = opening(new JwksServer());
        jwks.serve(made.jwks());
    }

    private <T extends AutoCloseable> T opening(T resource) {
        opened.push(resource);
        return resource;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    @Test
    void a_token_of_every_algorithm_opens_a_connection_that_sees_what_django_says() {
        assertThat(made.tokens()).hasSize(12);
        CarillonProcess carillon = opening(start(Map.of()));
        List<TextClient> clients = connectAll(carillon);
        TextClient guide = opening(
                new TextClient(stage.guide().uri(), Tokens.of(stage.site()).of("viewer")));
        eventually("all are served", () -> carillon.serves(12));
        Editing.everything(stage.site());
        awaitSame(clients, guide);
        assertRefused(carillon);
    }

    @Test
    void where_tokens_tell_what_their_bearers_see_the_database_may_be_away() throws Exception {
        String database = stage.site().environment().getOrDefault("DATABASE_URL", "");
        int port = URI.create(database).getPort();
        TcpProxy proxy = opening(new TcpProxy(port));
        CarillonProcess carillon = opening(start(Map.of(
                "CARILLON_DJANGO_DATABASE",
                database.replace(":" + port + "/", ":" + proxy.port() + "/"),
                "CARILLON_DIRECTORY_TIMEOUT",
                "1s",
                "CARILLON_JWT_PERMISSIONS",
                "token")));
        opening(new TextClient(carillon.uri(), made.tokens().getOrDefault("HS256", "")));
        eventually("the first is served, and names are known", () -> carillon.serves(1));
        proxy.blackHole();
        List<TextClient> clients = connectAll(carillon);
        TextClient sesame =
                opening(new TextClient(carillon.uri(), Tokens.of(stage.site()).of("viewer")));
        eventually("sesame needs the database", () -> sesame.closed().startsWith("1013 "));
        TextClient guide = opening(
                new TextClient(stage.guide().uri(), Tokens.of(stage.site()).of("viewer")));
        eventually("all are served", () -> carillon.serves(13));
        Editing.everything(stage.site());
        awaitSame(clients, guide);
        assertRefused(carillon);
    }

    private void assertRefused(CarillonProcess carillon) {
        TextClient expired = opening(new TextClient(carillon.uri(), made.expired()));
        String token = made.tokens().getOrDefault("RS256", "");
        String forged = token.substring(0, token.length() - 8) + "AAAAAAAA";
        TextClient tampered = opening(new TextClient(carillon.uri(), forged));
        eventually(
                "both are refused",
                () -> !expired.closed().isEmpty() && !tampered.closed().isEmpty());
        assertThat(List.of(expired.closed(), tampered.closed())).containsOnly("1011 authentication failed");
    }

    private CarillonProcess start(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "CARILLON_JWT_SECRETS",
                SECRET,
                "CARILLON_JWT_JWKS_URL",
                jwks.url(),
                "CARILLON_JWT_ISSUERS",
                "https://issuer.example",
                "CARILLON_JWT_AUDIENCES",
                "carillon"));
        all.putAll(settings);
        return new CarillonProcess(stage.site(), Surroundings.freePort(), all);
    }

    private List<TextClient> connectAll(ServerUnderTest server) {
        List<TextClient> clients = new ArrayList<>();
        made.tokens().values().forEach(token -> clients.add(opening(new TextClient(server.uri(), token))));
        return clients;
    }

    private static void awaitSame(List<TextClient> clients, TextClient guide) {
        for (TextClient client : clients) {
            eventually(
                    "as many events as by the guide's server",
                    () -> guide.received().size() > 5
                            && client.received().size() == guide.received().size());
            assertThat(client.received()).containsExactlyElementsOf(guide.received());
        }
    }
}
