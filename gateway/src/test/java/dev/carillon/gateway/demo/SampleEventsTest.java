package dev.carillon.gateway.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SampleEventsTest {
    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-11-22T12:00:00.001500Z"));
    private static final JsonMapper JSON = new JsonMapper();

    private final SampleEvents events = new SampleEvents(7, NOON);

    @Test
    void an_event_has_the_keys_of_the_guide_in_their_order() throws IOException {
        for (int i = 0; i < 2_000; i++) {
            JsonNode event = JSON.readTree(events.next());
            assertThat(event.fieldNames())
                    .toIterable()
                    .containsExactly("model", "object", "message", "timestamp", "user", "content_type_id", "object_id");
            assertThat(OffsetDateTime.parse(event.get("timestamp").asText()).toInstant())
                    .isEqualTo(NOON.instant());
            assertThat(event.get("content_type_id").isIntegralNumber()).isTrue();
            assertThat(event.get("object_id").asLong()).isPositive();
            assertThat(event.get("object").asText()).isNotEmpty();
            assertThat(event.get("message").asText()).matches("|[A-Z].*\\.");
        }
    }

    @Test
    void the_bytes_are_those_of_python() {
        assertThat(PythonJson.object(Map.of("a", "é “x” 🎉 \"\\\n\u0001\u007f")))
                .isEqualTo("{\"a\": \"\\u00e9 \\u201cx\\u201d \\ud83c\\udf89 \\\"\\\\\\n\\u0001\\u007f\"}");
        String payload = new String(events.next(OptionalLong.of(8)), UTF_8);
        assertThat(payload)
                .startsWith("{\"model\": \"product\", \"object\": \"")
                .contains("\"timestamp\": \"2026-11-22T12:00:00.001500+00:00\", \"user\": \"edith\", ")
                .contains("\"content_type_id\": 8, \"object_id\": ")
                .matches("[ -~]+");
    }

    @Test
    void a_whole_second_is_written_without_a_fraction() {
        var whole = new SampleEvents(1, InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z")));
        assertThat(new String(whole.next(), UTF_8)).contains("\"timestamp\": \"2026-01-02T03:04:05+00:00\"");
    }

    @Test
    void every_model_comes_in_turn_and_each_user_but_one_has_something_to_see() throws IOException {
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            seen.add(JSON.readTree(events.next()).get("content_type_id").asLong());
        }
        assertThat(seen)
                .isEqualTo(Stream.of(SampleModel.values())
                        .map(SampleModel::contentTypeId)
                        .collect(Collectors.toSet()));
    }

    @Test
    void an_event_of_a_chosen_type_is_of_that_type() throws IOException {
        for (SampleModel model : SampleModel.values()) {
            JsonNode event = JSON.readTree(events.next(OptionalLong.of(model.contentTypeId())));
            assertThat(event.get("model").asText()).isEqualTo(model.label());
        }
    }

    @Test
    void the_same_seed_gives_the_same_events() {
        var again = new SampleEvents(7, NOON);
        List<byte[]> first = Stream.generate(events::next).limit(50).toList();
        List<byte[]> second = Stream.generate(again::next).limit(50).toList();
        assertThat(first).usingRecursiveComparison().isEqualTo(second);
    }
}
