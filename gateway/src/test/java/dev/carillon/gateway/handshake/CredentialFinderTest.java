package dev.carillon.gateway.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.handshake.CredentialFinder.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CredentialFinderTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final String JWT = "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl";
    private static final String SESAME = "AAAAAfiZqLtNcvPh8lsHGA";

    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private String target = "/";

    private CredentialFinderTest with(String header, String... values) {
        headers.put(header, List.of(values));
        return this;
    }

    private Finding find(CredentialsConfig config) {
        return new CredentialFinder(config, CredentialFinderTest::session)
                .find(name -> headers.getOrDefault(name, List.of()), target, NOW);
    }

    private Finding find() {
        return find(config("token", List.of()));
    }

    /** Enough of a cookie header for here. */
    private static Optional<String> session(List<String> cookies) {
        return cookies.stream()
                .filter(cookie -> cookie.startsWith("sessionid="))
                .map(cookie -> cookie.substring("sessionid=".length()))
                .findFirst();
    }

    private static CredentialsConfig config(String query, List<String> origins) {
        return new CredentialsConfig(true, true, true, true, query, origins, 1011, Duration.ofSeconds(5));
    }

    private static Finding sesame(Place place) {
        return new Finding.Found(new Credential.SesameToken(SESAME, NOW), place);
    }

    private static Finding jwt(Place place) {
        return new Finding.Found(new Credential.JwtToken(JWT, NOW), place);
    }

    @Test
    void without_a_credential_nothing_is_found() {
        assertThat(find()).isEqualTo(new Finding.Nothing());
        target = "/events?x=y&tokens=" + SESAME + "&Token=" + SESAME;
        with("Authorization", "Basic " + SESAME)
                .with("Sec-WebSocket-Protocol", "chat, carillon")
                .with("Cookie", "a=b");
        assertThat(find()).isEqualTo(new Finding.Nothing());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER   "})
    void a_bearer_token_stands_in_authorization(String scheme) {
        with("Authorization", scheme + SESAME);
        assertThat(find()).isEqualTo(sesame(Place.AUTHORIZATION));
        with("Authorization", "Basic dXNlcjpwYXNz", scheme + JWT + " ");
        assertThat(find()).isEqualTo(jwt(Place.AUTHORIZATION));
    }

    @Test
    void an_empty_bearer_token_is_one_too_and_nobody_s() {
        with("Authorization", "Bearer");
        assertThat(find()).isEqualTo(new Finding.Found(new Credential.SesameToken("", NOW), Place.AUTHORIZATION));
    }

    @Test
    void a_token_stands_among_the_subprotocols_if_the_subprotocol_stands_beside_it() {
        with("Sec-WebSocket-Protocol", "carillon, carillon.bearer." + JWT);
        assertThat(find()).isEqualTo(jwt(Place.SUBPROTOCOL));
        with("Sec-WebSocket-Protocol", "chat, carillon.bearer." + JWT);
        assertThat(find()).isInstanceOfSatisfying(Finding.Refused.class, refused -> {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.words()).doesNotContain(JWT);
        });
    }

    @Test
    void a_token_stands_in_the_query_where_that_is_allowed() {
        target = "/path?a=b&token=" + SESAME + "&c";
        assertThat(find()).isEqualTo(sesame(Place.QUERY));
        target = "/?token=" + JWT.replace(".", "%2E");
        assertThat(find()).isEqualTo(jwt(Place.QUERY));
        target = "/?token=%zz";
        assertThat(find()).isEqualTo(new Finding.Found(new Credential.SesameToken("", NOW), Place.QUERY));
        assertThat(find(config("", List.of()))).isEqualTo(new Finding.Nothing());
        target = "/?=" + SESAME;
        assertThat(find(config("", List.of()))).isEqualTo(new Finding.Nothing());
    }

    @Test
    void two_tokens_are_refused_also_of_one_place() {
        target = "/?token=" + SESAME;
        with("Authorization", "Bearer " + SESAME);
        refused(400);
        headers.clear();
        target = "/?token=" + SESAME + "&token=" + SESAME;
        refused(400);
        target = "/";
        with("Authorization", "Bearer a", "Bearer b");
        refused(400);
        headers.clear();
        with("Sec-WebSocket-Protocol", "carillon, carillon.bearer.a, carillon.bearer.b");
        refused(400);
    }

    private void refused(int status) {
        assertThat(find())
                .isInstanceOfSatisfying(
                        Finding.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(status));
    }

    @Test
    void a_token_goes_before_the_cookie_whatever_the_origin() {
        with("Cookie", "sessionid=abc")
                .with("Authorization", "Bearer " + SESAME)
                .with("Origin", "https://evil.com");
        assertThat(find()).isEqualTo(sesame(Place.AUTHORIZATION));
    }

    @Test
    void each_place_can_be_switched_off() {
        CredentialsConfig off =
                new CredentialsConfig(true, false, false, false, "", List.of(), 1011, Duration.ofSeconds(5));
        target = "/?token=" + SESAME;
        with("Authorization", "Bearer " + SESAME)
                .with("Sec-WebSocket-Protocol", "carillon.bearer." + SESAME)
                .with("Cookie", "sessionid=abc");
        assertThat(find(off)).isEqualTo(new Finding.Nothing());
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org, example.org",
        "http://example.org, example.org",
        "https://example.org:8443, example.org:8443",
        "https://EXAMPLE.org, Example.ORG",
        "http://[::1]:8888, [::1]:8888",
        "https://xn--bcher-kva.example, xn--bcher-kva.example",
    })
    void the_cookie_is_taken_from_the_request_s_own_host(String origin, String host) {
        with("Cookie", "sessionid=abc").with("Origin", origin).with("Host", host);
        assertThat(find()).isEqualTo(new Finding.Found(new Credential.SessionCookie("abc", NOW), Place.COOKIE));
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil-example.org, example.org",
        "https://example.org.evil.com, example.org",
        "https://example.org:8443, example.org",
        "https://example.org, example.org:8443",
        "http://localhost:8000, localhost:8888",
        "https://example.org., example.org",
        "https://user@example.org, example.org",
        "https://sub.example.org, example.org",
        "https://example.org/, example.org",
        "null, example.org",
        "'', example.org",
        "https://bücher.example, bücher.example",
        "capacitor://localhost, localhost",
    })
    void a_near_miss_is_refused(String origin, String host) {
        with("Cookie", "sessionid=abc").with("Origin", origin).with("Host", host);
        refused(403);
    }

    @Test
    void a_cookie_without_origin_or_of_several_hosts_is_refused() {
        with("Cookie", "sessionid=abc").with("Host", "example.org");
        refused(403);
        with("Origin", "https://example.org", "https://example.org");
        refused(403);
        with("Origin", "https://example.org").with("Host", "example.org", "example.org");
        refused(403);
        headers.remove("Host");
        refused(403);
    }

    @Test
    void where_origins_are_listed_only_they_count_and_each_exactly() {
        CredentialsConfig listed = config("", List.of("https://example.org", "http://localhost:8000"));
        with("Cookie", "sessionid=abc").with("Host", "gateway:8888");
        for (String origin : List.of("https://example.org", "https://example.org:443", "http://localhost:8000")) {
            assertThat(with("Origin", origin).find(listed)).as(origin).isInstanceOf(Finding.Found.class);
        }
        List<String> others = new ArrayList<>(List.of("http://example.org", "https://example.org:8443", "null"));
        others.addAll(
                List.of("http://gateway:8888", "https://www.example.org", "https://example.org.", "http://localhost"));
        for (String origin : others) {
            assertThat(with("Origin", origin).find(listed)).as(origin).isInstanceOf(Finding.Refused.class);
        }
    }

    @Test
    void a_cookie_without_value_is_none() {
        with("Cookie", "sessionid=");
        assertThat(find()).isEqualTo(new Finding.Nothing());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org",
                "*",
                "https://*.example.org",
                "https://example.org/",
                "null",
                "https://bücher.example"
            })
    void what_is_no_origin_cannot_be_listed(String origin) {
        assertThatThrownBy(() -> config("", List.of(origin)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("origins");
    }

    @Test
    void a_parameter_s_name_and_the_code_are_checked() {
        assertThatThrownBy(() -> config("a=b", List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> new CredentialsConfig(true, true, true, true, "", List.of(), 4000, Duration.ofSeconds(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("refusal_code");
    }

    @Test
    void nothing_that_was_found_is_printed() {
        with("Authorization", "Bearer " + JWT);
        assertThat(find()).asString().doesNotContain(JWT).contains("AUTHORIZATION");
    }
}
