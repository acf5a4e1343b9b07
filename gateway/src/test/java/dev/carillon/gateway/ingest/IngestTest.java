package dev.carillon.gateway.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.bus.BusConfig;
import dev.carillon.gateway.log.Event;
import dev.carillon.gateway.log.EventLog;
import dev.carillon.gateway.log.LogConfig;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.settings.ByteSize;
import dev.carillon.gateway.testing.LogLines;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IngestTest {
    private final Metrics metrics = new Metrics();
    private final EventLog log =
            new EventLog(new LogConfig(64, new ByteSize(1 << 20)), metrics.timing(Metric.LOG_WAIT));
    private final LogLines lines = new LogLines(Ingest.class);
    private final List<Long> seen = new ArrayList<>();
    private boolean compressionWanted;
    private final Ingest ingest = new Ingest(
            log,
            new BusConfig(new ByteSize(2000), 20),
            (type, payload) -> seen.add(type),
            () -> compressionWanted,
            metrics);

    @AfterEach
    void end() {
        lines.close();
        ingest.close();
        metrics.close();
    }

    @Test
    void an_event_is_appended_as_it_came() {
        byte[] payload = bytes("{\"content_type_id\" : 13,  \"object\": \"é\"}");
        ingest.onMessage(payload);
        Event event = Objects.requireNonNull(log.read(0));
        assertThat(event.contentTypeId()).isEqualTo(13);
        assertThat(event.payload()).isSameAs(payload);
        assertThat(event.compressed()).isNull();
        assertThat(seen).containsExactly(13L);
        assertThat(metrics.count(Metric.EVENTS_RECEIVED).value()).isEqualTo(1);
        assertThat(metrics.count(Metric.EVENT_BYTES_RECEIVED).value()).isEqualTo(payload.length);
    }

    @Test
    void an_event_for_nobody_is_received_and_not_appended() {
        ingest.onMessage(bytes("{\"content_type_id\": null}"));
        ingest.onMessage(bytes("{\"content_type_id\": \"13\"}"));
        ingest.onMessage(bytes("{\"content_type_id\": 13.5}"));
        assertThat(log.tail()).isZero();
        assertThat(metrics.count(Metric.EVENTS_RECEIVED).value()).isEqualTo(3);
        assertThat(lines.messages()).isEmpty();
    }

    @Test
    void what_is_malformed_is_counted_by_its_reason_and_dropped() {
        ingest.onMessage(bytes("not json"));
        ingest.onMessage(bytes("[1]"));
        ingest.onMessage(bytes("{}"));
        ingest.onMessage(bytes("{}"));
        ingest.onMessage(bytes("{\"content_type_id\": [13]}"));
        ingest.onMessage(new byte[] {'"', (byte) 0xFF, '"'});
        ingest.onMessage(bytes("{\"a\":" + "[".repeat(30) + "]".repeat(30) + "}"));
        ingest.onMessage(bytes("{\"content_type_id\": 1, \"a\": \"" + "x".repeat(3000) + "\"}"));
        assertMalformed("not_json", 1);
        assertMalformed("not_an_object", 1);
        assertMalformed("no_content_type", 2);
        assertMalformed("odd_content_type", 1);
        assertMalformed("invalid_utf8", 1);
        assertMalformed("too_deep", 1);
        assertMalformed("too_large", 1);
        assertThat(log.tail()).isZero();
        ingest.onMessage(bytes("{\"content_type_id\": 1}"));
        assertThat(log.tail()).isEqualTo(1);
    }

    private void assertMalformed(String reason, long times) {
        assertThat(metrics.count(Metric.EVENTS_MALFORMED, reason).value())
                .as(reason)
                .isEqualTo(times);
    }

    @Test
    void a_flood_of_malformed_messages_is_one_line_without_their_content() {
        for (int i = 0; i < 10_000; i++) {
            ingest.onMessage(bytes("secret" + i));
        }
        assertThat(lines.messages()).hasSize(1);
        assertThat(lines.messages().getFirst())
                .contains("1 malformed", "7 bytes", "is not JSON")
                .doesNotContain("secret");
    }

    @Test
    void events_are_compressed_only_while_someone_takes_it_and_once_for_all() {
        byte[] payload = bytes("{\"content_type_id\": 13, \"object\": \"" + "tune ".repeat(100) + "\"}");
        ingest.onMessage(payload);
        compressionWanted = true;
        ingest.onMessage(payload);
        compressionWanted = false;
        ingest.onMessage(payload);
        assertThat(Objects.requireNonNull(log.read(0)).compressed()).isNull();
        assertThat(Objects.requireNonNull(Objects.requireNonNull(log.read(1)).compressed())
                        .bytes()
                        .length)
                .isLessThan(payload.length / 4);
        assertThat(Objects.requireNonNull(log.read(2)).compressed()).isNull();
        assertThat(metrics.count(Metric.EVENTS_COMPRESSED).value()).isEqualTo(1);
    }

    @Test
    void what_compression_would_not_shrink_stays_as_it_is() {
        compressionWanted = true;
        ingest.onMessage(bytes("{\"content_type_id\":1}"));
        assertThat(Objects.requireNonNull(log.read(0)).compressed()).isNull();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
