package dev.carillon.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.protocol.event.DecodedEvent.Defect;
import dev.carillon.protocol.event.DecodedEvent.ForNobody;
import dev.carillon.protocol.event.DecodedEvent.Malformed;
import dev.carillon.protocol.event.DecodedEvent.Routed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Whom the guide's server sends an event, we send it; where it exits, we drop the event. Takes the file beside the tests,
 * and every further one of its form in the directory that the system property {@code carillon.vectors} names.
 */
final class OddEventsTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    private static final Pattern HOLDERS = Pattern.compile("delivered to holders of (\\d+)");
    private static final Map<String, Defect> DEFECTS = Map.ofEntries(
            Map.entry("not JSON", Defect.NOT_JSON),
            Map.entry("empty", Defect.NOT_JSON),
            Map.entry("no content_type_id", Defect.NO_CONTENT_TYPE),
            Map.entry("array", Defect.NOT_AN_OBJECT),
            Map.entry("string", Defect.NOT_AN_OBJECT),
            Map.entry("number", Defect.NOT_AN_OBJECT),
            Map.entry("null", Defect.NOT_AN_OBJECT),
            Map.entry("array id", Defect.ODD_CONTENT_TYPE),
            Map.entry("object id", Defect.ODD_CONTENT_TYPE),
            Map.entry("invalid UTF-8", Defect.INVALID_UTF8),
            Map.entry("byte order mark", Defect.NOT_JSON));

    private final EventDecoder decoder = new EventDecoder(8 << 20, 500);

    @TestFactory
    Stream<DynamicContainer> odd_events_go_where_the_guides_server_sends_them() {
        return files().map(file -> dynamicContainer(String.valueOf(file.getFileName()), tests(file)));
    }

    @Test
    void the_file_beside_the_tests_is_whole_and_each_exit_in_it_is_a_defect_that_is_told_apart() {
        List<JsonNode> cases = cases(bundled("odd-events.json")).toList();

        assertThat(cases).hasSize(22);
        for (JsonNode each : cases) {
            if (each.get("guide").asText().startsWith("server exits")) {
                Defect defect =
                        Objects.requireNonNull(DEFECTS.get(each.get("about").asText()));
                assertThat(decoder.decode(payload(each))).isEqualTo(new Malformed(defect));
            }
        }
    }

    @Test
    void what_a_real_admin_published_is_routed_by_its_content_type() throws IOException {
        List<String> lines = Files.readAllLines(bundled("sample-events.jsonl"));

        assertThat(lines).hasSize(83);
        for (String line : lines) {
            long id = JSON.readTree(line).get("content_type_id").asLong();
            assertThat(decoder.decode(line.getBytes(StandardCharsets.UTF_8)))
                    .as(line)
                    .isEqualTo(new Routed(id));
        }
    }

    private Stream<DynamicTest> tests(Path file) {
        return cases(file).map(each -> dynamicTest(each.get("about").asText(), () -> check(each)));
    }

    private void check(JsonNode each) throws IOException {
        String guide = each.get("guide").asText();
        byte[] payload = payload(each);
        DecodedEvent decoded = decoder.decode(payload);
        Matcher holders = HOLDERS.matcher(guide);
        if (holders.lookingAt()) {
            assertThat(decoded).isEqualTo(new Routed(Long.parseLong(holders.group(1))));
        } else if (guide.startsWith("delivered to nobody")) {
            assertThat(decoded).isEqualTo(new ForNobody());
        } else if (guide.startsWith("delivered")) {
            long id = JSON.readTree(payload).get("content_type_id").asLong();
            assertThat(decoded).isEqualTo(new Routed(id));
        } else {
            assertThat(guide).startsWith("server exits");
            assertThat(decoded).isInstanceOf(Malformed.class);
        }
    }

    /** The bytes; the one case that is too long for the file is made here. */
    private static byte[] payload(JsonNode each) {
        if (each.get("payload_base64").isNull()) {
            assertThat(each.get("payload").asText()).isEqualTo("13 with a 1 MiB string");
            return ("{\"content_type_id\": 13, \"x\": \"" + "x".repeat(1 << 20) + "\"}")
                    .getBytes(StandardCharsets.UTF_8);
        }
        return Base64.getDecoder().decode(each.get("payload_base64").asText());
    }

    private static Stream<JsonNode> cases(Path file) {
        return StreamSupport.stream(read(file).path("events").spliterator(), false)
                .filter(each -> each.has("guide") && each.has("payload_base64"));
    }

    private static Stream<Path> files() {
        return Stream.concat(Stream.of(bundled("odd-events.json")), furtherFiles())
                .filter(file -> cases(file).findAny().isPresent());
    }

    private static Path bundled(String name) {
        return Path.of(URI.create(Objects.requireNonNull(OddEventsTest.class.getResource("/vectors/" + name))
                .toString()));
    }

    private static Stream<Path> furtherFiles() {
        @Nullable String directory = System.getProperty("carillon.vectors");
        if (directory == null || directory.isBlank()) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("carillon.vectors must name a readable directory", e);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is not JSON", e);
        }
    }
}
