package dev.carillon.protocol.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.carillon.protocol.event.DecodedEvent.Defect;
import dev.carillon.protocol.event.DecodedEvent.ForNobody;
import dev.carillon.protocol.event.DecodedEvent.Malformed;
import dev.carillon.protocol.event.DecodedEvent.Routed;
import dev.carillon.protocol.frame.Utf8;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the one field that routes an event, {@code content_type_id}, as the guide's {@code json.loads} and Python's
 * equality would: {@code 13.0} is 13, {@code true} is 1, of repeated keys the last one counts.
 *
 * <p>The whole message is checked (JSON, UTF-8), because one bad text frame would end every client's connection; nothing
 * but that field is kept. Never throws. Safe on any thread.
 */
public final class EventDecoder {
    private static final DecodedEvent NOBODY = new ForNobody();
    private static final double TWO_TO_63 = 0x1p63;

    private final JsonFactory json;
    private final int maxSize;

    /**
     * @param maxSize bytes of payload at most
     * @param maxDepth nesting at most
     */
    public EventDecoder(int maxSize, int maxDepth) {
        this.maxSize = maxSize;
        this.json = JsonFactory.builder()
                // Python's parser takes NaN and Infinity, and its writer emits them.
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .maxNameLength(Integer.MAX_VALUE)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNumberLength(4300)
                        .build())
                .build();
    }

    public DecodedEvent decode(byte[] payload) {
        if (payload.length > maxSize) {
            return new Malformed(Defect.TOO_LARGE);
        }
        if (!Utf8.isValid(payload)) {
            return new Malformed(Defect.INVALID_UTF8);
        }
        if (looksLikeOtherEncoding(payload)) {
            return new Malformed(Defect.NOT_JSON);
        }
        try (JsonParser parser = json.createParser(payload)) {
            return decode(parser);
        } catch (StreamConstraintsException e) {
            boolean deep = parserSaysDepth(e);
            return new Malformed(deep ? Defect.TOO_DEEP : Defect.NOT_JSON);
        } catch (IOException | RuntimeException e) {
            // Unchecked: Jackson's guard against colliding field names.
            return new Malformed(Defect.NOT_JSON);
        }
    }

    /**
     * The key of the object that an event tells of, as text; null where it has none. Django writes it as a string, from 5.1
     * on as a number where it is one. For events that have been decoded already.
     */
    public @Nullable String objectId(byte[] payload) {
        try (JsonParser parser = json.createParser(payload)) {
            parser.nextToken();
            String id = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = "object_id".equals(parser.currentName());
                JsonToken value = parser.nextToken();
                if (wanted) {
                    id = value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT
                            ? parser.getText()
                            : null;
                }
                parser.skipChildren();
            }
            return id;
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private static DecodedEvent decode(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return new Malformed(Defect.NOT_JSON);
        }
        if (first != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return new Malformed(parser.nextToken() == null ? Defect.NOT_AN_OBJECT : Defect.NOT_JSON);
        }
        DecodedEvent decoded = new Malformed(Defect.NO_CONTENT_TYPE);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean routing = "content_type_id".equals(parser.currentName());
            JsonToken value = parser.nextToken();
            if (routing) {
                decoded = route(parser, value);
            }
            parser.skipChildren();
        }
        return parser.nextToken() == null ? decoded : new Malformed(Defect.NOT_JSON);
    }

    private static DecodedEvent route(JsonParser parser, JsonToken value) throws IOException {
        return switch (value) {
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? NOBODY
                        : new Routed(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> routeFloat(parser.getDoubleValue());
            case VALUE_TRUE -> new Routed(1);
            case VALUE_FALSE -> new Routed(0);
            case START_ARRAY, START_OBJECT -> new Malformed(Defect.ODD_CONTENT_TYPE);
            default -> NOBODY;
        };
    }

    private static DecodedEvent routeFloat(double value) {
        boolean integral = value == Math.rint(value) && Math.abs(value) < TWO_TO_63;
        return integral ? new Routed((long) value) : NOBODY;
    }

    /** Jackson skips a byte order mark and guesses UTF-16 and UTF-32 from zero bytes; Python's text parser does not. */
    private static boolean looksLikeOtherEncoding(byte[] payload) {
        if (payload.length >= 3 && (payload[0] & 0xFF) == 0xEF && (payload[1] & 0xFF) == 0xBB) {
            return true;
        }
        for (int i = 0; i < Math.min(4, payload.length); i++) {
            if (payload[i] == 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean parserSaysDepth(StreamConstraintsException e) {
        String message = e.getMessage();
        return message != null && message.contains("nesting depth");
    }
}
