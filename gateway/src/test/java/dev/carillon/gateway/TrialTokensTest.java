package dev.carillon.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.gateway.command.Seams;
import dev.carillon.gateway.config.ConfigReader;
import dev.carillon.gateway.config.GatewayConfig;
import dev.carillon.gateway.demo.SampleSite;
import dev.carillon.gateway.testing.TestKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon token --jwt} and {@code carillon check}, beside the sample site. */
@SuppressWarnings("NullAway.Init")
final class TrialTokensTest {
    private static final String SECRET = "hunter2hunter2hunter2hunter2hunter2";
    private static final Seams.User VICTOR = new Seams.User("3", null);
    private static final Seams.User BY_NAME = new Seams.User(null, "victor");

    @TempDir
    private Path directory;

    private SampleSite site;
    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void create() throws Exception {
        site = SampleSite.create(directory);
        settings.put("CARILLON_DJANGO_SECRET_KEY", site.secretKey().revealText());
        settings.put("CARILLON_DJANGO_DATABASE", site.databaseUrl().revealText());
        settings.put("CARILLON_REDIS_URL", "memory:");
        settings.put("CARILLON_JWT_SECRETS", "kid:k1:" + SECRET);
    }

    @AfterEach
    void delete() throws Exception {
        site.close();
    }

    @Test
    void a_token_names_its_user_as_the_configuration_wants_it_however_they_are_named_here() throws Exception {
        assertThat(claims(VICTOR, wish()).path("sub").asText()).isEqualTo("3");
        assertThat(claims(BY_NAME, wish()).path("sub").asText()).isEqualTo("3");
        settings.put("CARILLON_JWT_USER_FIELD", "username");
        settings.put("CARILLON_JWT_USER_CLAIM", "user_name");
        assertThat(claims(VICTOR, wish()).path("user_name").asText()).isEqualTo("victor");
        assertThat(claims(BY_NAME, wish()).path("user_name").asText()).isEqualTo("victor");
    }

    @Test
    void a_token_says_what_the_configuration_asks_for() throws Exception {
        settings.put("CARILLON_JWT_ISSUERS", "https://issuer.example");
        settings.put("CARILLON_JWT_AUDIENCES", "push");
        settings.put("CARILLON_JWT_REQUIRED_CLAIMS", "token_type=access");
        settings.put("CARILLON_JWT_PERMISSIONS", "token");
        JsonNode claims = claims(new Seams.User("anybody", null), wish());
        assertThat(claims.path("sub").asText()).isEqualTo("anybody");
        assertThat(claims.path("iss").asText()).isEqualTo("https://issuer.example");
        assertThat(claims.path("aud").asText()).isEqualTo("push");
        assertThat(claims.path("token_type").asText()).isEqualTo("access");
        assertThat(claims.path("content_types").valueStream().map(JsonNode::asText))
                .containsExactly("shop.order", "8");
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(60);
        assertThat(part(TrialTokens.make(config(), VICTOR, wish()), 0)
                        .path("kid")
                        .asText())
                .isEqualTo("k1");
    }

    @Test
    void a_token_may_be_signed_with_a_private_key() throws Exception {
        KeyPair pair = TestKeys.ec("secp384r1");
        Path key = Files.writeString(directory.resolve("key.pem"), TestKeys.pem(pair.getPrivate()));
        settings.put("CARILLON_JWT_PUBLIC_KEYS", "kid:mine:" + TestKeys.pem(pair.getPublic()));
        JsonNode header = part(
                TrialTokens.make(config(), VICTOR, new Seams.JwtWish(key, "mine", List.of(), Duration.ofMinutes(1))),
                0);
        assertThat(header.path("alg").asText()).isEqualTo("ES384");
        assertThat(header.path("kid").asText()).isEqualTo("mine");
        assertThatThrownBy(() -> TrialTokens.make(
                        config(), VICTOR, new Seams.JwtWish(key, "yours", List.of(), Duration.ofMinutes(1))))
                .isInstanceOf(Seams.Failure.class)
                .hasMessageContaining("none of the keys in jwt.public_keys that may have the id 'yours'");
        Files.delete(key);
    }

    @Test
    void a_token_has_a_type_and_a_life_that_are_accepted() throws Exception {
        settings.put("CARILLON_JWT_TYPES", "application/at+jwt,other");
        settings.put("CARILLON_JWT_MAX_LIFETIME", "10m");
        String token = TrialTokens.make(config(), VICTOR, new Seams.JwtWish(null, null, List.of(), null));
        assertThat(part(token, 0).path("typ").asText()).isEqualTo("application/at+jwt");
        JsonNode claims = part(token, 1);
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(600);
        settings.remove("CARILLON_JWT_MAX_LIFETIME");
        settings.put("CARILLON_JWT_TYPES", "at+jwt,jwt");
        token = TrialTokens.make(config(), VICTOR, new Seams.JwtWish(null, null, List.of(), null));
        assertThat(part(token, 0).path("typ").asText()).isEqualTo("JWT");
        claims = part(token, 1);
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(3600);
    }

    @Test
    void a_token_that_would_be_refused_is_not_made_and_why_is_told() {
        assertRefused("a token must live", Duration.ZERO);
        settings.put("CARILLON_JWT_MAX_LIFETIME", "10m");
        assertRefused("jwt.max_lifetime allows no token that lives longer than 600 seconds", Duration.ofSeconds(601));
        settings.put("CARILLON_JWT_REQUIRED_CLAIMS", "nbf");
        assertRefused("INVALID_CLAIMS", null);
        settings.put("CARILLON_JWT_TYPES", "[]");
        assertRefused("jwt.types is empty", null);
        settings.remove("CARILLON_JWT_TYPES");
        settings.put("CARILLON_JWT_REQUIRED_CLAIMS", "much=" + "x".repeat(10_000));
        assertRefused("characters", null);
    }

    private void assertRefused(String why, @Nullable Duration lifetime) {
        assertThatThrownBy(() -> claims(VICTOR, new Seams.JwtWish(null, null, List.of(), lifetime)))
                .isInstanceOf(Seams.Failure.class)
                .hasMessageContaining(why);
    }

    @Test
    void what_stands_against_a_token_is_told() {
        assertThatThrownBy(() -> claims(new Seams.User("99", null), wish()))
                .isInstanceOf(Seams.Failure.class)
                .hasMessage("there is no user 99 in the database");
        Path absent = directory.resolve("absent.pem");
        assertThatThrownBy(() -> TrialTokens.make(
                        config(), VICTOR, new Seams.JwtWish(absent, null, List.of(), Duration.ofMinutes(1))))
                .isInstanceOf(Seams.Failure.class)
                .hasMessageContaining("absent.pem");
        settings.remove("CARILLON_JWT_SECRETS");
        assertThatThrownBy(() -> claims(VICTOR, wish()))
                .isInstanceOf(Seams.Failure.class)
                .hasMessageContaining("no JWT is accepted here");
        settings.put("CARILLON_JWT_JWKS_URL", "https://issuer.example/jwks");
        assertThatThrownBy(() -> claims(VICTOR, wish()))
                .isInstanceOf(Seams.Failure.class)
                .hasMessageContaining("no shared secret");
    }

    @Test
    void without_a_wish_it_is_a_sesame_token() throws Exception {
        assertThat(TrialTokens.make(config(), VICTOR, null)).doesNotContain(".").isNotEmpty();
        assertThat(TrialTokens.make(config(), BY_NAME, null))
                .doesNotContain(".")
                .isNotEmpty();
    }

    @Test
    void a_check_tells_of_keys_good_and_bad() throws Exception {
        assertThat(jwtFindings()).containsExactly(new Seams.Finding("jwt", true, "1 configured keys, for [HS256]"));
        settings.put("CARILLON_JWT_PUBLIC_KEYS", directory.resolve("absent.pem").toString());
        assertThat(jwtFindings()).singleElement().satisfies(finding -> {
            assertThat(finding.good()).isFalse();
            assertThat(finding.words()).contains("jwt.public_keys", "absent.pem");
        });
        settings.remove("CARILLON_JWT_PUBLIC_KEYS");
        settings.put("CARILLON_JWT_JWKS_URL", "http://127.0.0.1:1/jwks");
        assertThat(jwtFindings()).singleElement().satisfies(finding -> {
            assertThat(finding.good()).isFalse();
            assertThat(finding.words()).contains("jwt.jwks.url", "cannot be reached");
        });
        settings.remove("CARILLON_JWT_JWKS_URL");
        settings.remove("CARILLON_JWT_SECRETS");
        assertThat(jwtFindings()).isEmpty();
    }

    @Test
    void without_a_site_tokens_are_made_and_a_check_misses_nothing() throws Exception {
        settings.remove("CARILLON_DJANGO_SECRET_KEY");
        settings.remove("CARILLON_DJANGO_DATABASE");
        settings.put("CARILLON_JWT_PERMISSIONS", "token");
        assertThat(claims(VICTOR, wish()).path("sub").asText()).isEqualTo("3");
        assertThatThrownBy(() -> TrialTokens.make(config(), VICTOR, null))
                .isInstanceOf(Seams.Failure.class)
                .hasMessageContaining("django.secret_key");
        assertThatThrownBy(() -> claims(BY_NAME, wish()))
                .isInstanceOf(Seams.Failure.class)
                .hasMessageContaining("django.database");
        assertThat(Wiring.seams().probe().probe(config()))
                .contains(new Seams.Finding("database", true, "none, and none is needed: tokens tell all"))
                .allMatch(Seams.Finding::good);
    }

    private List<Seams.Finding> jwtFindings() throws Exception {
        return Wiring.seams().probe().probe(config()).stream()
                .filter(finding -> finding.subject().equals("jwt"))
                .toList();
    }

    private static Seams.JwtWish wish() {
        return new Seams.JwtWish(null, null, List.of("shop.order", "8"), Duration.ofMinutes(1));
    }

    private JsonNode claims(Seams.User user, Seams.@Nullable JwtWish wish) throws Exception {
        return part(TrialTokens.make(config(), user, wish), 1);
    }

    private static JsonNode part(String token, int index) throws Exception {
        byte[] json = Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]);
        return new JsonMapper().readTree(new String(json, UTF_8));
    }

    private GatewayConfig config() throws Exception {
        return ConfigReader.readForSite(null, settings).config();
    }
}
