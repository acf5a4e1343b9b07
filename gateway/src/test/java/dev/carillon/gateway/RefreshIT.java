package dev.carillon.gateway;

import static dev.carillon.gateway.EntranceBed.jwt;
import static dev.carillon.gateway.testing.ClientFrames.BINARY;
import static dev.carillon.gateway.testing.ClientFrames.FIN;
import static dev.carillon.gateway.testing.ClientFrames.PING;
import static dev.carillon.gateway.testing.ClientFrames.RSV1;
import static dev.carillon.gateway.testing.ClientFrames.TEXT;
import static dev.carillon.gateway.testing.ClientFrames.deflate;
import static dev.carillon.gateway.testing.ClientFrames.frame;
import static dev.carillon.gateway.testing.ClientFrames.text;
import static dev.carillon.gateway.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.testing.RawWebSocket;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Credentials that end, and fresh ones on the open connection. */
@Timeout(120)
@SuppressWarnings("NullAway.Init")
final class RefreshIT {
    private static final String DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
    private EntranceBed bed;

    @BeforeEach
    void start() throws Exception {
        bed = new EntranceBed(Map.of());
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    private RawWebSocket open(String token, String... headers) throws IOException {
        RawWebSocket client = bed.connect();
        client.open(headers);
        client.send(text(token));
        bed.awaitSubscribers(1);
        return client;
    }

    private long refreshes(String outcome) {
        return bed.count(Metric.REFRESHES, outcome);
    }

    private void awaitRefresh(String outcome, long number) {
        eventually(number + " " + outcome, () -> refreshes(outcome) == number);
    }

    @Test
    void a_connection_ends_with_its_credential_wherever_that_stood() throws Exception {
        try (RawWebSocket first = open(jwt("good", "alice", 2));
                RawWebSocket header = bed.connect()) {
            header.open("Authorization: Bearer " + jwt("good", "alice", 2));
            assertThat(first.readFrame().closing()).isEqualTo("4401 expired");
            assertThat(header.readFrame().closing()).isEqualTo("4401 expired");
        }
        bed.awaitSubscribers(0);
        assertThat(bed.count(Metric.CLOSES, "credential_expired")).isEqualTo(2);
    }

    @Test
    void a_fresh_token_of_the_same_user_prolongs_silently_and_the_newest_rules() throws Exception {
        try (RawWebSocket client = open(jwt("good", "alice", 3))) {
            client.send(text(jwt("good", "alice", 3600000)));
            awaitRefresh("accepted", 1);
            client.send(text(jwt("good", "alice", 36000000)), frame(FIN | PING, new byte[] {1}));
            assertThat(client.readFrame().payload()).containsExactly(1);
            awaitRefresh("accepted", 2);
            // Sooner than the one before.
            client.send(text(jwt("good", "alice", 1)));
            assertThat(client.readFrame().closing()).isEqualTo("4401 expired");
        }
    }

    @Test
    void what_came_in_time_is_judged_also_when_its_answer_comes_after_the_end() throws Exception {
        try (RawWebSocket client = open(jwt("good", "alice", 2))) {
            client.send(text(jwt("slow", "alice", 3600000)));
            bed.awaitUndecided(1);
            try (RawWebSocket other = bed.connect()) {
                other.open();
                other.send(text(jwt("good", "bob", 2)));
                assertThat(other.readFrame().closing()).isEqualTo("4401 expired");
            }
            assertThat(client.isQuiet()).isTrue();
            bed.decide(true);
            awaitRefresh("accepted", 1);
            client.send(frame(FIN | PING, new byte[] {1}));
            assertThat(client.readFrame().payload()).containsExactly(1);
        }
    }

    @Test
    void another_user_s_token_and_a_bad_one_end_the_connection() throws Exception {
        try (RawWebSocket client = open(jwt("good", "alice", 3600000))) {
            client.send(text(jwt("good", "bob", 3600000)));
            assertThat(client.readFrame().closing()).isEqualTo("4401 authentication failed");
        }
        bed.awaitSubscribers(0);
        try (RawWebSocket client = open(jwt("good", "alice", 3600000))) {
            client.send(text(jwt("bad", "alice", 3600000)));
            assertThat(client.readFrame().closing()).isEqualTo("4401 authentication failed");
        }
        assertThat(refreshes("another_user")).isEqualTo(1);
        assertThat(refreshes("refused")).isEqualTo(1);
    }

    @Test
    void a_token_that_cannot_be_checked_now_changes_nothing_and_is_tried_again_not_too_often() throws Exception {
        try (RawWebSocket client = open(jwt("good", "alice", 3))) {
            client.send(text(jwt("down", "alice", 3600000)));
            eventually("it was tried", () -> refreshes("unavailable") > 0);
            client.send(frame(FIN | PING, new byte[] {1}));
            assertThat(client.readFrame().payload()).containsExactly(1);
            assertThat(client.readFrame().closing()).isEqualTo("4401 expired");
            // At once, after one and two seconds, and at the end.
            assertThat(refreshes("unavailable")).isBetween(2L, 4L);
        }
    }

    @Test
    void a_token_without_end_ends_the_expiry() throws Exception {
        try (RawWebSocket client = open(jwt("good", "sesame", 4))) {
            client.send(text("goodxxxxxxxxxxxxxxxx"));
            awaitRefresh("accepted", 1);
            client.send(text(jwt("bad", "sesame", 36000000)), frame(FIN | PING, new byte[] {1}));
            assertThat(client.readFrame().payload()).containsExactly(1);
            assertThat(bed.count(Metric.CLIENT_MESSAGES)).isEqualTo(1);
        }
    }

    @Test
    void a_token_may_have_8192_characters_and_a_longer_one_is_judged_too() throws Exception {
        try (RawWebSocket client = open(jwt("good", "sesame", 3600000))) {
            String token = jwt("good", "sesame", 36000000);
            client.send(text(token.replace(".3", "." + "0".repeat(8192 - token.length()) + "3")));
            awaitRefresh("accepted", 1);
        }
        bed.awaitSubscribers(0);
        for (int length : new int[] {8193, 100_000}) {
            try (RawWebSocket client = open(jwt("good", "sesame", 3600000))) {
                client.send(text("bad" + "x".repeat(length - 3)));
                assertThat(client.readFrame().closing())
                        .as(length + " characters")
                        .isEqualTo("4401 authentication failed");
            }
            bed.awaitSubscribers(0);
        }
    }

    @Test
    void what_cannot_be_a_token_is_ignored() throws Exception {
        try (RawWebSocket client = open(jwt("good", "alice", 3600000), DEFLATE)) {
            client.send(text("ping"), text("{\"type\": \"a message of another protocol\"}"), text(""));
            client.send(frame(FIN | BINARY, jwt("good", "alice", 3600000).getBytes(UTF_8)), text("x y".repeat(5000)));
            client.send(
                    frame(FIN | RSV1 | TEXT, deflate("x y".repeat(100_000).getBytes(UTF_8))),
                    frame(FIN | PING, new byte[] {1}));
            assertThat(client.readFrame().payload()).containsExactly(1);
            assertThat(bed.count(Metric.CLIENT_MESSAGES)).isEqualTo(6);
            assertThat(bed.asked()).isEqualTo(1);
        }
    }

    @Test
    void compressed_tokens_are_read_one_after_the_other_for_the_client_was_asked_to_begin_each_anew() throws Exception {
        try (RawWebSocket client = bed.connect()) {
            assertThat(client.open(DEFLATE)).contains("client_no_context_takeover");
            for (int i = 0; i < 3; i++) {
                client.send(frame(
                        FIN | RSV1 | TEXT, deflate(jwt("good", "alice", 3600000).getBytes(UTF_8))));
                bed.awaitSubscribers(1);
                awaitRefresh("accepted", i);
            }
            client.send(frame(FIN | RSV1 | TEXT, new byte[] {-1, -1, -1, 7}));
            assertThat(client.readFrame().closing()).isEqualTo("1002 decompression failed");
        }
    }

    @Test
    void messages_on_a_connection_without_end_are_ignored_as_ever() throws Exception {
        try (RawWebSocket client = open("goodxxx", DEFLATE)) {
            client.send(text(jwt("bad", "alice", 3600000)), frame(FIN | RSV1 | TEXT, new byte[] {-1, -1, -1, 7}));
            client.send(frame(FIN | PING, new byte[] {1}));
            assertThat(client.readFrame().payload()).containsExactly(1);
            assertThat(bed.asked()).isEqualTo(1);
        }
    }

    @Test
    void of_tokens_that_come_too_fast_only_the_newest_is_checked() throws Exception {
        try (EntranceBed paced = new EntranceBed(Map.of("CARILLON_CREDENTIALS_REFRESH_INTERVAL", "3s"));
                RawWebSocket client = paced.connect()) {
            client.open("Authorization: Bearer " + jwt("good", "alice", 3600000));
            paced.awaitSubscribers(1);
            for (int i = 0; i < 50; i++) {
                client.send(text(jwt("good", "alice", 360000) + i));
            }
            client.send(text(jwt("good", "alice", 4)), frame(FIN | PING, new byte[] {1}));
            assertThat(client.readFrame().payload()).containsExactly(1);
            assertThat(client.readFrame().closing()).isEqualTo("4401 expired");
            assertThat(paced.asked()).isBetween(3, 5);
        }
    }
}
