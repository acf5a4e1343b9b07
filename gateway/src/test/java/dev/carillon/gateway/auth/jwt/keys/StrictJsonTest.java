package dev.carillon.gateway.auth.jwt.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class StrictJsonTest {
    private static final String NAME = "a-name-that-somebody-made-up";

    private static String nameOf(String json) {
        ObjectNode object = Objects.requireNonNull(StrictJson.object(json.getBytes(UTF_8)));
        return object.fieldNames().next();
    }

    /** A literal of Java is interned, so whatever is interned is the very same. */
    @Test
    void names_in_what_nobody_has_verified_are_neither_interned_nor_kept_for_the_next() {
        String json = "{\"" + NAME + "\":1}";
        assertThat(nameOf(json)).isEqualTo(NAME).isNotSameAs(NAME).isNotSameAs(nameOf(json));
    }

    @Test
    void what_one_reads_otherwise_than_another_is_none() {
        for (String json :
                new String[] {"{\"a\":1,\"a\":2}", "{} {}", "[]", "{", "{\"a\":" + "[".repeat(20) + "]".repeat(20) + "}"
                }) {
            assertThat(StrictJson.object(json.getBytes(UTF_8))).as(json).isNull();
        }
        assertThat(StrictJson.object(new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'}))
                .isNull();
    }
}
