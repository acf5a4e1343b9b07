package dev.carillon.gateway;

import static dev.carillon.gateway.EntranceBed.jwt;
import static dev.carillon.gateway.testing.ClientFrames.BINARY;
import static dev.carillon.gateway.testing.ClientFrames.FIN;
import static dev.carillon.gateway.testing.ClientFrames.PING;
import static dev.carillon.gateway.testing.ClientFrames.TEXT;
import static dev.carillon.gateway.testing.ClientFrames.frame;
import static dev.carillon.gateway.testing.ClientFrames.text;
import static dev.carillon.gateway.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.testing.ClientFrames;
import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.testing.RawWebSocket.Ending;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials at the handshake: judged before it is answered. */
@Timeout(120)
final class EntranceIT {
    private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol: carillon, carillon.bearer.";
    /** A JWT's header. */
    private static final String JWT = "eyJhbGciOiJub25lIn0";

    private static EntranceBed bed;

    @BeforeAll
    static void start() throws Exception {
        bed = new EntranceBed(Map.of("CARILLON_CREDENTIALS_QUERY_PARAMETER", "token"));
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    @Test
    void the_answer_waits_until_it_is_known_whose_the_credential_is_and_then_the_client_listens_at_once()
            throws Exception {
        try (RawWebSocket client = bed.connect()) {
            client.send(RawWebSocket.request(bearer(jwt("slow", "alice", 60))));
            bed.awaitUndecided(1);
            assertThat(client.isQuiet()).isTrue();
            bed.decide(true);
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            bed.awaitSubscribers(1);
            client.send(frame(FIN | PING, new byte[] {7}));
            assertThat(client.readFrame().payload()).containsExactly(7);
        }
        bed.awaitSubscribers(0);
    }

    @Test
    void each_place_lets_in_and_the_token_is_not_in_the_answer() throws Exception {
        try (RawWebSocket client = bed.connect()) {
            assertThat(client.open(SUBPROTOCOL + jwt("good", "alice", 60)))
                    .contains("\r\nSec-WebSocket-Protocol: carillon\r\n")
                    .doesNotContain("alice");
            bed.awaitSubscribers(1);
        }
        bed.awaitSubscribers(0);
        try (RawWebSocket client = bed.connect()) {
            client.send(RawWebSocket.requestFor("/x?token=goodxxxxxxxx"));
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ").doesNotContain("Sec-WebSocket-Protocol", "good");
            bed.awaitSubscribers(1);
        }
        bed.awaitSubscribers(0);
        try (RawWebSocket client = bed.connect()) {
            assertThat(client.open("Sec-WebSocket-Protocol: chat, carillon"))
                    .contains("\r\nSec-WebSocket-Protocol: carillon\r\n");
            client.send(text("goodxxxxxxxx"));
            bed.awaitSubscribers(1);
        }
        bed.awaitSubscribers(0);
        for (String place : new String[] {"subprotocol", "query", "first_message"}) {
            assertThat(bed.count(Metric.CREDENTIALS, place)).as(place).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Authorization: Bearer JWT.bad-x.1 | 401 | WWW-Authenticate: Bearer error=\"invalid_token\"",
                "Authorization: Bearer | 401 | WWW-Authenticate: Bearer error=\"invalid_token\"",
                "Sec-WebSocket-Protocol: carillon, carillon.bearer.badxxx | 401 | WWW-Authenticate: Bearer",
                "Sec-WebSocket-Protocol: carillon.bearer.JWT.good-x.1 | 400 | Connection: close",
                "Authorization: Bearer JWT.inactive-x.1 | 403 | Connection: close",
                "Authorization: Bearer inactivexxx | 401 | WWW-Authenticate: Bearer",
                "Authorization: Bearer JWT.down-x.1 | 503 | Retry-After: ",
            })
    void what_does_not_let_in_is_answered_before_the_upgrade(String header, int status, String answer)
            throws Exception {
        try (RawWebSocket client = bed.connect()) {
            client.send(RawWebSocket.request(header.replace("JWT", JWT)));
            client.send(text("and what follows is not heeded"));
            assertThat(client.readHead())
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("\r\n" + answer, "\r\nConnection: close\r\n");
            assertThat(client.readRest()).endsWith("\n").doesNotContain("HTTP/1.1");
            assertThat(client.awaitEnd()).isEqualTo(Ending.FIN);
        }
        assertThat(bed.subscribers()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Origin: http://localhost | good | 101",
                "Origin: https://localhost | good | 101",
                "Origin: http://localhost | bad | 401",
                "Origin: http://localhost | inactive | 403",
                "Origin: http://localhost:8000 | good | 403",
                "Origin: http://localhost.evil.example | good | 403",
                "Origin: null | good | 403",
                "X-No-Origin: none | good | 403",
            })
    void a_cookie_lets_in_pages_of_the_same_host_only(String origin, String cookie, int status) throws Exception {
        int before = bed.asked();
        try (RawWebSocket client = bed.connect()) {
            client.send(RawWebSocket.request(origin, "Cookie: sessionid=" + cookie));
            assertThat(client.readHead()).startsWith("HTTP/1.1 " + status + " ");
            bed.awaitSubscribers(status == 101 ? 1 : 0);
        }
        bed.awaitSubscribers(0);
        boolean sameHost = origin.endsWith("//localhost");
        assertThat(bed.asked() - before)
                .as("without a look-up where it may not")
                .isEqualTo(sameHost ? 1 : 0);
    }

    @Test
    void what_the_client_sends_too_early_is_not_lost_however_much_it_is() throws Exception {
        byte[] large = frame(FIN | BINARY, new byte[1 << 20]);
        try (RawWebSocket client = bed.connect()) {
            client.send(RawWebSocket.request(bearer("slowxxx")).getBytes(UTF_8), frame(FIN | PING, new byte[] {1}));
            bed.awaitUndecided(1);
            Thread sender = Thread.ofVirtual().start(() -> {
                client.sendIfTaken(ClientFrames.concat(large, large, large, frame(FIN | PING, new byte[] {2})));
            });
            bed.decide(true);
            sender.join();
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(client.readFrame().payload()).containsExactly(1);
            assertThat(client.readFrame().payload()).containsExactly(2);
        }
        bed.awaitSubscribers(0);
    }

    @Test
    void a_client_that_closes_while_it_waits_is_not_subscribed_but_answered() throws Exception {
        try (RawWebSocket client = bed.connect()) {
            client.send(
                    RawWebSocket.request(bearer(jwt("slow", "alice", 60))).getBytes(UTF_8),
                    ClientFrames.close(1000, ""));
            bed.awaitUndecided(1);
            bed.decide(true);
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(client.readFrame().closing()).isEqualTo("1000 ");
            assertThat(client.awaitEnd()).isEqualTo(Ending.FIN);
        }
        bed.awaitSubscribers(0);
    }

    @Test
    void who_leaves_while_it_waits_is_abandoned() throws Exception {
        long before = bed.count(Metric.AUTHENTICATIONS, "abandoned");
        RawWebSocket client = bed.connect();
        client.send(RawWebSocket.request(bearer(jwt("slow", "alice", 60))));
        bed.awaitUndecided(1);
        client.reset();
        eventually("the loss is noticed", () -> bed.count(Metric.AUTHENTICATIONS, "abandoned") == before + 1);
        bed.decide(true);
        assertThat(bed.subscribers()).isZero();
    }

    @Test
    void without_first_messages_a_handshake_without_credential_gets_401() throws Exception {
        try (EntranceBed strict = new EntranceBed(Map.of("CARILLON_CREDENTIALS_FIRST_MESSAGE", "false"));
                RawWebSocket client = strict.connect();
                RawWebSocket good = strict.connect()) {
            client.send(RawWebSocket.request());
            assertThat(client.readHead()).startsWith("HTTP/1.1 401 ").contains("\r\nWWW-Authenticate: Bearer\r\n");
            good.open(bearer("goodxxx"));
            strict.awaitSubscribers(1);
        }
    }

    @Test
    void a_place_that_is_switched_off_holds_no_credential() throws Exception {
        try (EntranceBed off = new EntranceBed(Map.of(
                        "CARILLON_CREDENTIALS_AUTHORIZATION", "false", "CARILLON_CREDENTIALS_SUBPROTOCOL", "false"));
                RawWebSocket client = off.connect()) {
            assertThat(client.open(bearer("badxxx"), SUBPROTOCOL + "badxxx")).doesNotContain("Sec-WebSocket-Protocol");
            assertThat(off.asked()).isZero();
            client.send(text("goodxxx"));
            off.awaitSubscribers(1);
        }
    }

    @Test
    void a_first_message_is_refused_with_4401_where_so_configured() throws Exception {
        try (EntranceBed own = new EntranceBed(Map.of("CARILLON_CREDENTIALS_REFUSAL_CODE", "4401"));
                RawWebSocket client = own.connect()) {
            client.open();
            client.send(text("badxxx"));
            assertThat(client.readFrame().closing()).isEqualTo("4401 authentication failed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil-example.org", "http://example.org", "https://example.org.", "null", ""})
    void pages_of_origins_that_are_not_listed_get_403_whatever_their_credential(String origin) throws Exception {
        try (EntranceBed listed = new EntranceBed(Map.of("CARILLON_WEBSOCKET_ORIGINS", "https://example.org"));
                RawWebSocket page = listed.connect();
                RawWebSocket listedPage = listed.connect();
                RawWebSocket noPage = listed.connect()) {
            page.send(RawWebSocket.request(bearer("goodxxx"), "Origin: " + origin));
            assertThat(page.readHead()).startsWith("HTTP/1.1 403 ");
            assertThat(listed.asked()).isZero();
            listedPage.open(bearer("goodxxx"), "Origin: https://example.org");
            noPage.open(bearer("goodxxx"));
            listed.awaitSubscribers(2);
        }
    }

    @Test
    void bad_credentials_slow_down_their_address_and_no_other() throws Exception {
        try (EntranceBed limited = new EntranceBed(Map.of(
                "CARILLON_ADMISSION_FAILURES_PER_MINUTE", "3",
                "CARILLON_ADMISSION_TRUSTED_PROXIES", "127.0.0.1"))) {
            String guesser = "X-Forwarded-For: 198.51.100.1, 203.0.113.7";
            RawWebSocket early = limited.connect();
            early.open(guesser);
            for (int i = 0; i < 3; i++) {
                assertThat(status(limited, bearer("badxxx"), guesser)).isEqualTo(401);
            }
            int asked = limited.asked();
            assertThat(status(limited, bearer("badxxx"), guesser)).isEqualTo(429);
            assertThat(status(limited, bearer("goodxxx"), guesser)).isEqualTo(429);
            assertThat(status(limited, guesser)).isEqualTo(429);
            early.send(text("badxxx"));
            assertThat(early.readFrame().closing())
                    .isEqualTo("1013 too many failures from this address, try again later");
            early.close();
            assertThat(limited.asked()).isEqualTo(asked);
            assertThat(status(limited, bearer("goodxxx"), "X-Forwarded-For: 203.0.113.7, 203.0.113.8"))
                    .isEqualTo(101);
            assertThat(status(limited, bearer("goodxxx"))).isEqualTo(101);
        }
    }

    private static int status(EntranceBed bed, String... headers) throws IOException {
        try (RawWebSocket client = bed.connect()) {
            client.send(RawWebSocket.request(headers));
            return Integer.parseInt(client.readHead().substring("HTTP/1.1 ".length(), "HTTP/1.1 101".length()));
        }
    }

    @Test
    void a_local_address_is_not_slowed_down_for_it_may_be_a_proxy_s() throws Exception {
        try (EntranceBed limited = new EntranceBed(Map.of("CARILLON_ADMISSION_FAILURES_PER_MINUTE", "1"))) {
            for (int i = 0; i < 5; i++) {
                assertThat(status(limited, bearer("badxxx"), "X-Forwarded-For: 203.0.113.7"))
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void an_unfinished_message_that_came_early_goes_on_after_the_answer() throws Exception {
        byte[] message = frame(TEXT | FIN, new byte[100]);
        try (RawWebSocket client = bed.connect()) {
            client.send(RawWebSocket.request(bearer("slowxxx")).getBytes(UTF_8), Arrays.copyOf(message, 50));
            bed.awaitUndecided(1);
            bed.decide(true);
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            client.send(Arrays.copyOfRange(message, 50, message.length), frame(FIN | PING, new byte[] {3}));
            assertThat(client.readFrame().payload()).containsExactly(3);
        }
        bed.awaitSubscribers(0);
    }
}
