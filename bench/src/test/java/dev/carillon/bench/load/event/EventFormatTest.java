package dev.carillon.bench.load.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventFormatTest {
    private static final EventTypes TYPES = new EventTypes(List.of(7L, Long.MAX_VALUE));
    private static final Schedule SCHEDULE = new Schedule(List.of(1000.0), 10_000_000_000L);

    private static EventFormat format(int size) {
        return new EventFormat(TYPES, SCHEDULE, "5f3a9c21", size, Long.MAX_VALUE - 60_000_000_000L);
    }

    @Test
    void an_event_is_json_of_its_size_with_number_type_and_intended_time() throws Exception {
        for (int size : new int[] {EventFormat.LEAST_SIZE, 200, 70_000}) {
            byte[] payload = format(size).event(1234);
            JsonNode event = new JsonMapper().readTree(payload);
            assertThat(payload).hasSize(size);
            assertThat(event.get("content_type_id").asLong()).isEqualTo(7);
            assertThat(event.get("seq").asLong()).isEqualTo(1234);
            assertThat(event.get("t_ns").asLong()).isEqualTo(format(size).intendedAt(1234));
            assertThat(event.get("load").asText()).isEqualTo("5f3a9c21");
        }
    }

    @Test
    void the_longest_fields_fit_the_least_size() {
        assertThat(format(EventFormat.LEAST_SIZE).event(9999)).hasSize(EventFormat.LEAST_SIZE);
        assertThatThrownBy(() -> format(EventFormat.LEAST_SIZE - 1)).hasMessageContaining("at least");
    }

    @Test
    void every_process_writes_the_same_bytes() {
        assertThat(format(300).event(77)).isEqualTo(format(300).event(77));
        assertThat(format(300).event(77)).isNotEqualTo(format(300).event(78));
    }

    @Test
    void a_payload_says_which_event_it_is() {
        assertThat(read(new String(format(200).event(4321), UTF_8))).isEqualTo(4321);
        assertThat(read(new String(format(200).probe(7, 3), UTF_8))).isEqualTo(EventFormat.PROBE);
        assertThat(read("{\"content_type_id\": 7, \"object\": \"hello\"}")).isEqualTo(EventFormat.FOREIGN);
        assertThat(read("")).isEqualTo(EventFormat.FOREIGN);
        assertThat(read(new String(format(200).event(1), UTF_8).replace("5f3a9c21", "5f3a9c22")))
                .isEqualTo(EventFormat.FOREIGN);
        assertThat(read("{\"content_type_id\":7,\"load\":\"5f3a9c21\",\"seq\":x}"))
                .isEqualTo(EventFormat.DAMAGED);
        assertThat(read("{\"content_type_id\":7,\"load\":\"5f3a9c21\",\"seq\":10000,\"t_ns\":1"))
                .isEqualTo(EventFormat.DAMAGED);
    }

    private static long read(String payload) {
        byte[] shifted = ("?????" + payload).getBytes(UTF_8);
        return format(200).eventOf(MemorySegment.ofArray(shifted), 5, shifted.length - 5);
    }
}
