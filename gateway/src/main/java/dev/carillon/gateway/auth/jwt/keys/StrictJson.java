package dev.carillon.gateway.auth.jwt.keys;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * JSON that everybody reads alike: UTF-8, one object, no name twice, nothing behind it, not nested deeply. java-jwt's own
 * parser takes the last of two equal names.
 */
public final class StrictJson {
    private static final int DEPTH = 16;
    private static final int NUMBER_LENGTH = 64;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    // Names that anybody may choose would fill tables that outlive the token.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxNumberLength(NUMBER_LENGTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StrictJson() {}

    /** The object that these bytes hold; null if they hold none. */
    public static @Nullable ObjectNode object(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return JSON.readTree(text) instanceof ObjectNode object ? object : null;
        } catch (CharacterCodingException | JsonProcessingException e) {
            return null;
        }
    }
}
