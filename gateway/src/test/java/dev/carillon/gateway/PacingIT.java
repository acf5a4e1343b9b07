package dev.carillon.gateway;

import static dev.carillon.gateway.testing.ClientFrames.FIN;
import static dev.carillon.gateway.testing.ClientFrames.PING;
import static dev.carillon.gateway.testing.ClientFrames.frame;
import static dev.carillon.gateway.testing.ClientFrames.text;
import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.testing.ServerFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everyone comes at once. */
@Timeout(180)
final class PacingIT {
    private static final int CLIENTS = 400;
    private static final int RATE = 20;
    private static final int BURST = 1 + RATE / 4;

    /** How a client fared: a status, or a close frame's words; 101 for one that listens. */
    private static String fare(EntranceBed bed, List<RawWebSocket> open, boolean header) {
        try {
            RawWebSocket client = bed.connect();
            synchronized (open) {
                open.add(client);
            }
            client.send(header ? RawWebSocket.request("Authorization: Bearer goodxxx") : RawWebSocket.request());
            String status = client.readHead().substring("HTTP/1.1 ".length(), "HTTP/1.1 101".length());
            if (header || !status.equals("101")) {
                return status;
            }
            client.send(text("goodxxx"), frame(FIN | PING, new byte[] {1}));
            ServerFrame frame = client.readFrame();
            return frame.first() == 0x8A ? "101" : frame.closing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nobody_hangs_everyone_is_answered_and_no_more_are_let_in_than_the_rate_allows() throws Exception {
        List<RawWebSocket> open = new ArrayList<>();
        try (EntranceBed bed = new EntranceBed(Map.of(
                        "CARILLON_ADMISSION_OPENINGS_PER_SECOND",
                        String.valueOf(RATE),
                        "CARILLON_ADMISSION_MAX_WAIT",
                        "2s"));
                ExecutorService clients = Executors.newFixedThreadPool(50)) {
            long begin = System.nanoTime();
            List<CompletableFuture<String>> fares = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                boolean header = i % 2 == 0;
                fares.add(CompletableFuture.supplyAsync(() -> fare(bed, open, header), clients));
            }
            List<String> fared = fares.stream().map(CompletableFuture::join).toList();
            eventually("the line is empty", () -> bed.gauge(Metric.OPENINGS_WAITING) == 0);
            long checked = bed.asked();
            long allowed = BURST + RATE * TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) / 1000;
            assertThat(fared).hasSize(CLIENTS).allMatch(fare -> fare.matches("101|503|1013 too many connections .*"));
            assertThat(fared).contains("101", "503");
            assertThat(checked).isBetween((long) BURST + RATE, allowed + 1);
            assertThat(bed.count(Metric.AUTHENTICATIONS, "accepted")).isEqualTo(checked);
            assertThat(bed.gauge(Metric.OPENINGS_IN_FLIGHT)).isZero();
        } finally {
            for (RawWebSocket client : open) {
                client.close();
            }
        }
    }

    @Test
    void first_messages_that_find_the_line_too_long_are_told_to_come_back() throws Exception {
        List<RawWebSocket> upgraded = new ArrayList<>();
        try (EntranceBed bed = new EntranceBed(
                Map.of("CARILLON_ADMISSION_OPENINGS_IN_FLIGHT", "1", "CARILLON_ADMISSION_MAX_WAIT", "1s"))) {
            for (int i = 0; i < 3; i++) {
                RawWebSocket client = bed.connect();
                client.open();
                upgraded.add(client);
            }
            upgraded.get(0).send(text("slowxxx"));
            bed.awaitUndecided(1);
            upgraded.get(1).send(text("goodxxx"));
            upgraded.get(2).send(text("goodxxx"));
            for (int i = 1; i < 3; i++) {
                assertThat(upgraded.get(i).readFrame().closing())
                        .isEqualTo("1013 too many connections at once, try again later");
            }
            assertThat(bed.asked()).isEqualTo(1);
            bed.decide(true);
            bed.awaitSubscribers(1);
            assertThat(bed.gauge(Metric.OPENINGS_IN_FLIGHT)).isZero();
        } finally {
            for (RawWebSocket client : upgraded) {
                client.close();
            }
        }
    }

    @Test
    void who_waits_in_line_is_let_in_when_its_turn_comes() throws Exception {
        try (EntranceBed bed = new EntranceBed(Map.of("CARILLON_ADMISSION_OPENINGS_IN_FLIGHT", "1"));
                RawWebSocket first = bed.connect();
                RawWebSocket second = bed.connect()) {
            first.send(RawWebSocket.request("Authorization: Bearer slowxxx"));
            bed.awaitUndecided(1);
            second.send(RawWebSocket.request("Authorization: Bearer goodxxx"));
            eventually("the second waits", () -> bed.gauge(Metric.OPENINGS_WAITING) == 1);
            bed.decide(false);
            assertThat(first.readHead()).startsWith("HTTP/1.1 401 ");
            assertThat(second.readHead()).startsWith("HTTP/1.1 101 ");
        }
    }
}
