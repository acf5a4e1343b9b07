package dev.carillon.protocol.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message of the control channel:
 *
 * <pre>{"invalidate": {"users": [7, "8"], "groups": [2], "sessions": ["key"], "all": true}}</pre>
 *
 * <p>Every field may be left out, fields of other names are passed over. Keys are numbers or strings. A message with anything
 * else in these places, or without {@code invalidate}, is malformed as a whole. Never throws. Any thread.
 */
public final class ControlDecoder {
    private static final int MAX_DEPTH = 50;

    private final JsonFactory json = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    /** Null for what is malformed. */
    public @Nullable Invalidation decode(byte[] payload) {
        try (JsonParser parser = json.createParser(payload)) {
            Reading reading = new Reading(parser);
            boolean good = reading.message() && parser.nextToken() == null;
            return good ? reading.invalidation() : null;
        } catch (IOException | RuntimeException e) {
            // Unchecked: Jackson's guard against colliding field names.
            return null;
        }
    }

    private static final class Reading {
        private final JsonParser parser;
        private final Set<String> users = new HashSet<>();
        private final Set<Long> groups = new HashSet<>();
        private final Set<String> sessions = new HashSet<>();
        private boolean all;

        Reading(JsonParser parser) {
            this.parser = parser;
        }

        Invalidation invalidation() {
            return new Invalidation(users, groups, sessions, all);
        }

        boolean message() throws IOException {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            boolean found = false;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                boolean invalidate = "invalidate".equals(parser.currentName());
                JsonToken value = parser.nextToken();
                if (!invalidate) {
                    parser.skipChildren();
                } else if (value == JsonToken.START_OBJECT && fields()) {
                    found = true;
                } else {
                    return false;
                }
            }
            return found;
        }

        private boolean fields() throws IOException {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (!field(name, value)) {
                    return false;
                }
            }
            return true;
        }

        private boolean field(String name, JsonToken value) throws IOException {
            return switch (name) {
                case "users" -> keys(value, users);
                case "sessions" -> keys(value, sessions);
                case "groups" -> {
                    Set<String> texts = new HashSet<>();
                    boolean good = keys(value, texts);
                    texts.forEach(text -> groups.add(Long.parseLong(text)));
                    yield good;
                }
                case "all" -> {
                    all |= value == JsonToken.VALUE_TRUE;
                    yield value.isBoolean();
                }
                default -> {
                    parser.skipChildren();
                    yield true;
                }
            };
        }

        private boolean keys(JsonToken value, Set<String> keys) throws IOException {
            if (value != JsonToken.START_ARRAY) {
                return false;
            }
            for (JsonToken each = parser.nextToken(); each != JsonToken.END_ARRAY; each = parser.nextToken()) {
                if (each != JsonToken.VALUE_STRING && each != JsonToken.VALUE_NUMBER_INT) {
                    return false;
                }
                keys.add(parser.getText());
            }
            return true;
        }
    }
}
