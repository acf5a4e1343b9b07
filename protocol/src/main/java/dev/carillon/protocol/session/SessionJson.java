package dev.carillon.protocol.session;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.carillon.protocol.session.DecodedSession.Unreadable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A session as Python's {@code json} writes it. All of it is checked, and nothing kept but what {@link SessionData} has. */
final class SessionJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            // Python's writer emits NaN and Infinity.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(DecodedSession.MAX_BYTES)
                    .maxNumberLength(4300)
                    .build())
            .build();

    private SessionJson() {}

    static DecodedSession read(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            return read(parser);
        } catch (IOException | RuntimeException e) {
            // Unchecked: Jackson's guard against colliding field names.
            return Unreadable.MALFORMED;
        }
    }

    private static DecodedSession read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return Unreadable.MALFORMED;
        }
        Map<String, String> values = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            if (SessionData.isKept(key)) {
                values.remove(key);
                if (value == JsonToken.VALUE_STRING || value.isNumeric()) {
                    values.put(key, parser.getText());
                }
            }
            parser.skipChildren();
        }
        return parser.nextToken() == null ? new DecodedSession.Decoded(SessionData.of(values)) : Unreadable.MALFORMED;
    }
}
