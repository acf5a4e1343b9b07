package dev.carillon.gateway.wire;

import static dev.carillon.gateway.testing.ClientFrames.text;
import static dev.carillon.gateway.testing.Eventually.eventually;
import static dev.carillon.gateway.testing.TestGateway.CATEGORY;
import static dev.carillon.gateway.testing.TestGateway.ORDER;
import static dev.carillon.gateway.testing.TestGateway.VICTOR;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.testing.JwksServer;
import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.testing.TestGateway;
import dev.carillon.gateway.testing.TestJwt;
import dev.carillon.gateway.testing.TestKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** JSON Web Tokens as first messages. */
@Timeout(120)
final class JwtIT {
    private static final String SECRET = "hunter2hunter2hunter2hunter2hunter2";
    private static final KeyPair RSA = TestKeys.rsa();
    private static final String REFUSED = "1011 authentication failed";

    @Test
    void a_token_opens_a_connection_that_sees_what_its_user_may() throws Exception {
        try (TestGateway gateway = TestGateway.start(Map.of("CARILLON_JWT_SECRETS", SECRET));
                RawWebSocket victor = open(gateway, hs256("{\"sub\":\"" + VICTOR + "\",\"exp\":" + in(60) + "}"));
                RawWebSocket sesame = gateway.client(VICTOR)) {
            gateway.awaitSubscribers(2);
            gateway.publish(CATEGORY, "not his");
            String event = gateway.publish(ORDER, "his");
            assertThat(victor.readFrame().text()).isEqualTo(event);
            assertThat(sesame.readFrame().text()).as("sesame tokens stay good").isEqualTo(event);
            assertThat(gateway.metrics().sum("carillon_authentications_total", "outcome=accepted"))
                    .isEqualTo(2);
        }
    }

    @Test
    void who_is_refused_hears_nothing_but_that_and_the_operator_hears_why() throws Exception {
        try (TestGateway gateway = TestGateway.start(Map.of("CARILLON_JWT_SECRETS", SECRET))) {
            Map<String, String> refused = Map.of(
                    "expired", hs256("{\"sub\":\"3\",\"exp\":" + in(-60) + "}"),
                    "not_yet_valid", hs256("{\"sub\":\"3\",\"exp\":" + in(90) + ",\"nbf\":" + in(60) + "}"),
                    "wrong_audience", hs256("{\"sub\":\"3\",\"exp\":" + in(60) + ",\"aud\":\"x\"}"),
                    "invalid_claims", hs256("{\"sub\":\"3\"}"),
                    "unknown_user", hs256("{\"sub\":\"victor\",\"exp\":" + in(60) + "}"),
                    "bad_signature", TestJwt.hmac(256, new byte[32], "{\"alg\":\"HS256\"}", "{}"),
                    "unknown_key", TestJwt.hmac(256, new byte[32], "{\"alg\":\"none\"}", "{}"),
                    "malformed", TestJwt.hmac(256, new byte[32], "{\"alg\":\"HS256\",\"crit\":[]}", "{}"));
            for (Map.Entry<String, String> each : refused.entrySet()) {
                try (RawWebSocket client = open(gateway, each.getValue())) {
                    assertThat(client.readFrame().closing()).isEqualTo(REFUSED);
                    assertThat(gateway.metrics().sum("carillon_authentications_total", "outcome=" + each.getKey()))
                            .as(each.getKey())
                            .isEqualTo(1);
                }
            }
            String metrics = gateway.get("/metrics").body();
            assertThat(metrics).contains("carillon_jwt_keys 1.0").doesNotContain(SECRET);
            refused.values().forEach(token -> assertThat(metrics).doesNotContain(token));
        }
    }

    @Test
    void without_keys_no_token_is_accepted() throws Exception {
        try (TestGateway gateway = TestGateway.start();
                RawWebSocket client = open(gateway, hs256("{\"sub\":\"3\",\"exp\":" + in(60) + "}"))) {
            assertThat(client.readFrame().closing()).isEqualTo(REFUSED);
            assertThat(gateway.metrics().sum("carillon_authentications_total", "outcome=not_accepted"))
                    .isEqualTo(1);
        }
    }

    @Test
    void a_token_that_lists_what_its_bearer_sees_needs_no_database() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                TestGateway gateway = TestGateway.start(Map.of(
                        "CARILLON_DJANGO_DATABASE",
                        "postgres://django:x@127.0.0.1:" + silent.getLocalPort() + "/site",
                        "CARILLON_DIRECTORY_TIMEOUT",
                        "1s",
                        "CARILLON_JWT_SECRETS",
                        SECRET,
                        "CARILLON_JWT_PERMISSIONS",
                        "token"));
                RawWebSocket ids = open(gateway, listing("[" + ORDER + ", \"123456789012\"]"));
                RawWebSocket names = open(gateway, listing("[\"shop.order\"]"))) {
            assertThat(names.readFrame().closing()).isEqualTo("1013 user database unavailable, try again later");
            gateway.awaitSubscribers(1);
            gateway.publish(CATEGORY, "not for them");
            String event = gateway.publish(ORDER, "for them");
            assertThat(ids.readFrame().text()).isEqualTo(event);
        }
    }

    @Test
    void without_a_site_tokens_tell_all_and_nothing_else_is_accepted() throws Exception {
        try (TestGateway gateway = TestGateway.start(Map.of(
                        "CARILLON_DJANGO_DATABASE",
                        "",
                        "CARILLON_DJANGO_SECRET_KEY",
                        "",
                        "CARILLON_JWT_SECRETS",
                        SECRET,
                        "CARILLON_JWT_PERMISSIONS",
                        "token",
                        "CARILLON_JWT_CONTENT_TYPES",
                        "shop.order=" + ORDER));
                RawWebSocket ids = open(gateway, listing("[" + ORDER + "]"));
                RawWebSocket names = open(gateway, listing("[\"shop.Order\", \"shop.category\"]"));
                RawWebSocket sesame = open(gateway, "AAAAAAAAAAAAAAAAAAAA")) {
            assertThat(sesame.readFrame().closing()).isEqualTo(REFUSED);
            gateway.awaitSubscribers(2);
            eventually("it is ready", () -> gateway.gateway().readiness().isReady());
            gateway.publish(CATEGORY, "a name that nobody knows");
            String event = gateway.publish(ORDER, "for them");
            assertThat(ids.readFrame().text()).isEqualTo(event);
            assertThat(names.readFrame().text()).isEqualTo(event);
        }
    }

    @Test
    void names_of_content_types_are_read_once_for_the_whole_gateway() throws Exception {
        try (TestGateway gateway =
                TestGateway.start(Map.of("CARILLON_JWT_SECRETS", SECRET, "CARILLON_JWT_PERMISSIONS", "token"))) {
            RawWebSocket[] clients = new RawWebSocket[20];
            try {
                for (int i = 0; i < clients.length; i++) {
                    clients[i] = open(gateway, listing("[\"shop.Order\"]"));
                    gateway.awaitSubscribers(i + 1);
                }
                String event = gateway.publish(ORDER, "for them");
                for (RawWebSocket client : clients) {
                    assertThat(client.readFrame().text()).isEqualTo(event);
                }
                assertThat(gateway.get("/metrics").body())
                        .contains("carillon_directory_query_seconds_count{query=\"users_by_pk\"} 0")
                        .contains("carillon_directory_query_seconds_count{query=\"permissions\"} 0");
            } finally {
                for (RawWebSocket client : clients) {
                    if (client != null) {
                        client.close();
                    }
                }
            }
        }
    }

    @Test
    void keys_of_a_jwks_are_followed_and_readiness_waits_for_the_first() throws Exception {
        try (JwksServer server = new JwksServer()) {
            server.goDown();
            try (TestGateway gateway = TestGateway.start(Map.of(
                    "CARILLON_JWT_JWKS_URL", server.url(),
                    // Over before the next token comes: within it a key that is not known is not asked for.
                    "CARILLON_JWT_JWKS_PAUSE", "1ms",
                    "CARILLON_JWT_ISSUERS", "https://issuer.example"))) {
                eventually(
                        "the first fetch has failed",
                        () -> gateway.gateway()
                                .readiness()
                                .reasons()
                                .getOrDefault("jwks", "")
                                .contains("cannot be reached"));
                try (RawWebSocket early = open(gateway, rs256("a"))) {
                    assertThat(early.readFrame().closing())
                            .isEqualTo("1013 user database unavailable, try again later");
                }
                server.serve(TestKeys.jwks(TestKeys.jwk("a", RSA.getPublic())));
                server.comeBack();
                eventually("it is ready", () -> gateway.gateway().readiness().isReady());
                try (RawWebSocket first = open(gateway, rs256("a"))) {
                    gateway.awaitSubscribers(1);
                    server.serve(TestKeys.jwks(TestKeys.jwk("b", RSA.getPublic())));
                    try (RawWebSocket second = open(gateway, rs256("b"))) {
                        gateway.awaitSubscribers(2);
                        server.goDown();
                        try (RawWebSocket third = open(gateway, rs256("b"))) {
                            gateway.awaitSubscribers(3);
                            String event = gateway.publish(ORDER, "for all");
                            for (RawWebSocket client : List.of(first, second, third)) {
                                assertThat(client.readFrame().text()).isEqualTo(event);
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void a_key_that_cannot_be_used_stops_the_start_with_a_word() {
        assertThatThrownBy(() -> TestGateway.start(Map.of("CARILLON_JWT_PUBLIC_KEYS", "/absent/key.pem")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("jwt.public_keys: the key cannot be read from the file /absent/key.pem");
        assertThatThrownBy(() -> TestGateway.start(Map.of("CARILLON_JWT_JWKS_URL", "/absent/jwks.json")))
                .hasMessageContaining("jwt.jwks.url: the JWKS file /absent/jwks.json cannot be read");
    }

    private static RawWebSocket open(TestGateway gateway, String token) throws IOException {
        RawWebSocket client = RawWebSocket.connect(gateway.address());
        client.open();
        client.send(text(token));
        return client;
    }

    private static String listing(String types) {
        return hs256("{\"sub\":\"anybody\",\"exp\":" + in(60) + ",\"content_types\":" + types + "}");
    }

    private static String hs256(String claims) {
        return TestJwt.hmac(256, SECRET.getBytes(US_ASCII), "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims);
    }

    private static String rs256(String keyId) {
        return TestJwt.signed(
                "RS256",
                RSA.getPrivate(),
                "{\"alg\":\"RS256\",\"kid\":\"" + keyId + "\"}",
                "{\"sub\":" + VICTOR + ",\"iss\":\"https://issuer.example\",\"exp\":" + in(60) + "}");
    }

    private static long in(int seconds) {
        return Instant.now().getEpochSecond() + seconds;
    }
}
