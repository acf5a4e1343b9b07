package dev.carillon.gateway.e2e;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.gateway.e2e.site.DjangoSite;
import dev.carillon.gateway.e2e.site.ServerUnderTest;
import dev.carillon.gateway.e2e.site.Surroundings;
import dev.carillon.gateway.testing.JwksServer;
import dev.carillon.gateway.testing.TextClient;
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
    private static final String REFUSED = "1011 authentication failed";
    private static final String DEACTIVATE = "from django.contrib.auth import get_user_model;"
            + " get_user_model().objects.filter(username='viewer').update(is_active=False)";

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Stage stage;
    private JwksServer jwks;
    private Made made;

    /** What the script printed. */
    private record Made(
            Map<String, String> tokens,
            String jwks,
            String expired,
            String rotated,
            @JsonProperty("rotated_jwks") String rotatedJwks,
            String types) {}

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
    void where_tokens_tell_what_their_bearers_see_there_need_be_no_database() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "CARILLON_DJANGO_SECRET_KEY",
                "",
                "CARILLON_DJANGO_DATABASE",
                "",
                "CARILLON_JWT_PERMISSIONS",
                "token",
                "CARILLON_JWT_CONTENT_TYPES",
                made.types()));
        CarillonProcess carillon = opening(start(settings));
        List<TextClient> clients = connectAll(carillon);
        TextClient guide = opening(
                new TextClient(stage.guide().uri(), Tokens.of(stage.site()).of("viewer")));
        TextClient sesame =
                opening(new TextClient(carillon.uri(), Tokens.of(stage.site()).of("viewer")));
        eventually("a sesame token is nobody's", () -> sesame.closed().equals(REFUSED));
        eventually("all are served", () -> carillon.serves(12));
        Editing.everything(stage.site());
        awaitSame(clients, guide);
        assertRefused(carillon);
    }

    @Test
    void keys_are_followed_as_they_rotate_and_kept_while_the_endpoint_is_down() throws Exception {
        CarillonProcess carillon =
                opening(start(Map.of("CARILLON_JWT_JWKS_PAUSE", "100ms", "CARILLON_JWT_JWKS_REFRESH", "100ms")));
        List<TextClient> clients = new ArrayList<>(List.of(connect(carillon, token("ES256"))));
        eventually("one is served", () -> carillon.serves(1));
        jwks.goDown();
        clients.add(connect(carillon, token("PS512")));
        eventually("the last good keys stay", () -> carillon.serves(2));
        jwks.serve(made.rotatedJwks());
        jwks.comeBack();
        eventually("the new key is known", () -> {
            TextClient client = connect(carillon, made.rotated());
            eventually("an answer", () -> !client.closed().isEmpty() || carillon.serves(3));
            return carillon.serves(3);
        });
        TextClient old = connect(carillon, token("ES256"));
        eventually("a key that was withdrawn is none", () -> old.closed().equals(REFUSED));
        TextClient shared = connect(carillon, token("HS512"));
        eventually("secrets are not of the endpoint", () -> carillon.serves(4));
        clients.add(shared);
        stage.site().run("deactivate", "manage.py", "shell", "-c", DEACTIVATE);
        for (TextClient client : clients) {
            eventually("a user who may not stay goes", () -> client.closed().startsWith("4403 "));
        }
    }

    private void assertRefused(CarillonProcess carillon) {
        TextClient expired = connect(carillon, made.expired());
        String forged = token("RS256").substring(0, token("RS256").length() - 8) + "AAAAAAAA";
        TextClient tampered = connect(carillon, forged);
        eventually(
                "both are refused",
                () -> !expired.closed().isEmpty() && !tampered.closed().isEmpty());
        assertThat(List.of(expired.closed(), tampered.closed())).containsOnly(REFUSED);
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
                "carillon",
                "CARILLON_PERMISSIONS_SWEEP",
                "1s"));
        all.putAll(settings);
        return new CarillonProcess(stage.site(), Surroundings.freePort(), all);
    }

    private List<TextClient> connectAll(ServerUnderTest server) {
        List<TextClient> clients = new ArrayList<>();
        made.tokens().values().forEach(token -> clients.add(connect(server, token)));
        return clients;
    }

    private TextClient connect(ServerUnderTest server, String token) {
        return opening(new TextClient(server.uri(), token));
    }

    private String token(String algorithm) {
        return made.tokens().getOrDefault(algorithm, "");
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
