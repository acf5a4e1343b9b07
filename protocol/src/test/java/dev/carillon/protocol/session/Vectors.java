package dev.carillon.protocol.session;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What real Django said of many sessions. */
final class Vectors {
    private static final JsonNode FILE = read();

    private Vectors() {}

    private static JsonNode read() {
        JsonMapper json = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
        try (InputStream file = Vectors.class.getResourceAsStream("/vectors/django-session-vectors.json")) {
            return json.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<JsonNode> cases() {
        return FILE.get("cases").valueStream().toList();
    }

    static List<JsonNode> cookieHeaders() {
        return FILE.get("cookie_headers").valueStream().toList();
    }

    /** Values as Redis held them. */
    static List<JsonNode> redisValues() {
        return FILE.get("redis_values").valueStream().toList();
    }

    static byte[] bytes(JsonNode redisValue) {
        return Base64.getDecoder().decode(redisValue.get("value_base64").asText());
    }

    static SessionData data(JsonNode decoded) {
        return new SessionData(
                text(decoded.get(SessionData.USER_ID)),
                text(decoded.get(SessionData.BACKEND)),
                text(decoded.get(SessionData.AUTH_HASH)),
                text(decoded.get(SessionData.EXPIRY)));
    }

    private static @Nullable String text(@Nullable JsonNode value) {
        return value == null || value.isNull() ? null : value.asText();
    }
}
