package dev.carillon.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.event.DecodedEvent.Defect;
import dev.carillon.protocol.event.DecodedEvent.ForNobody;
import dev.carillon.protocol.event.DecodedEvent.Malformed;
import dev.carillon.protocol.event.DecodedEvent.Routed;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventDecoderTest {
    private static final int MAX_SIZE = 100_000;
    private static final int MAX_DEPTH = 50;

    private final EventDecoder decoder = new EventDecoder(MAX_SIZE, MAX_DEPTH);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "13",
                "13.0",
                "1.3e1",
                "130E-1",
                "13.00000000000000000001",
                "0.13e+2",
            })
    void numbers_that_python_finds_equal_to_an_id_are_that_id(String number) {
        assertThat(withId(number)).isEqualTo(new Routed(13));
    }

    @Test
    void integers_and_booleans_are_ids_as_in_python() {
        assertThat(withId("1e2")).isEqualTo(new Routed(100));
        assertThat(withId("0")).isEqualTo(new Routed(0));
        assertThat(withId("-0")).isEqualTo(new Routed(0));
        assertThat(withId("-0.0")).isEqualTo(new Routed(0));
        assertThat(withId("-13")).isEqualTo(new Routed(-13));
        assertThat(withId("true")).isEqualTo(new Routed(1));
        assertThat(withId("false")).isEqualTo(new Routed(0));
        assertThat(withId("9223372036854775807")).isEqualTo(new Routed(Long.MAX_VALUE));
        assertThat(withId("-9223372036854775808")).isEqualTo(new Routed(Long.MIN_VALUE));
        assertThat(withId("9007199254740993.0")).isEqualTo(new Routed(9007199254740992L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "13.5",
                "1e-2",
                "NaN",
                "Infinity",
                "-Infinity",
                "1e400",
                "-1e400",
                "9223372036854775808",
                "1e19",
                "123456789012345678901234567890",
                "null",
                "\"13\"",
                "\"\"",
                "9223372036854775808.0",
            })
    void what_equals_no_id_is_for_nobody(String value) {
        assertThat(withId(value)).isEqualTo(new ForNobody());
    }

    private @Nullable String objectId(String event) {
        return decoder.objectId(event.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void the_object_is_named_by_a_string_or_a_number() {
        assertThat(objectId("{\"content_type_id\": 4, \"object_id\": \"7\"}")).isEqualTo("7");
        assertThat(objectId("{\"object_id\": 123456789012345678901234567890, \"x\": 1}"))
                .isEqualTo("123456789012345678901234567890");
        assertThat(objectId("{\"a\": {\"object_id\": \"8\"}, \"b\": [\"object_id\", 9], \"object_id\": 7}"))
                .isEqualTo("7");
        assertThat(objectId("{\"object_id\": 8, \"object_id\": \"9\"}")).isEqualTo("9");
    }

    @Test
    void without_a_key_no_object_is_named() {
        for (String value : List.of("null", "true", "7.5", "[7]", "{\"object_id\": 7}")) {
            assertThat(objectId("{\"object_id\": " + value + "}")).as(value).isNull();
        }
        assertThat(objectId("{}")).isNull();
        assertThat(objectId("[7]")).isNull();
        assertThat(objectId("{\"object_id\": 7")).isNull();
        assertThat(objectId("")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[13]", "{}", "{\"content_type_id\": 13}"})
    void an_array_or_object_as_id_is_a_defect(String value) {
        assertThat(withId(value)).isEqualTo(new Malformed(Defect.ODD_CONTENT_TYPE));
    }

    @Test
    void of_repeated_keys_the_last_counts_whatever_the_others_are() {
        assertThat(decode("{\"content_type_id\": [1], \"content_type_id\": 13}"))
                .isEqualTo(new Routed(13));
        assertThat(decode("{\"content_type_id\": 13, \"content_type_id\": {}}"))
                .isEqualTo(new Malformed(Defect.ODD_CONTENT_TYPE));
        assertThat(decode("{\"content_type_id\": 13, \"content_type_id\": null}"))
                .isEqualTo(new ForNobody());
    }

    @Test
    void a_key_with_escapes_is_that_key() {
        assertThat(decode("{\"content\\u005ftype_id\": 13}")).isEqualTo(new Routed(13));
        assertThat(decode("{\"content_type_id\\u0000\": 13}")).isEqualTo(new Malformed(Defect.NO_CONTENT_TYPE));
        assertThat(decode("{\"Content_type_id\": 13}")).isEqualTo(new Malformed(Defect.NO_CONTENT_TYPE));
    }

    @Test
    void only_the_outermost_object_is_asked() {
        assertThat(decode("{\"x\": {\"content_type_id\": 13}}")).isEqualTo(new Malformed(Defect.NO_CONTENT_TYPE));
        assertThat(decode("{\"x\": [{\"content_type_id\": 13}]}")).isEqualTo(new Malformed(Defect.NO_CONTENT_TYPE));
        assertThat(decode("{\"content_type_id\": 13, \"x\": {\"content_type_id\": 14}}"))
                .isEqualTo(new Routed(13));
        assertThat(decode("{\"x\": \"content_type_id\", \"y\": 13}")).isEqualTo(new Malformed(Defect.NO_CONTENT_TYPE));
        assertThat(decode("[{\"content_type_id\": 13}]")).isEqualTo(new Malformed(Defect.NOT_AN_OBJECT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "{]",
                "[}",
                "nope",
                "{'content_type_id': 13}",
                "{content_type_id: 13}",
                "truex",
                "{\"content_type_id\": 13,}",
                "{\"content_type_id\": 013}",
                "{\"content_type_id\": +13}",
                "{\"content_type_id\": 13.}",
                "{\"content_type_id\": .5}",
                "{\"content_type_id\": 1e}",
                "{\"content_type_id\": 0x0d}",
                "{\"content_type_id\": -}",
                "{\"content_type_id\": nan}",
                "{\"content_type_id\": -NaN}",
                "{\"content_type_id\": 1, \"x\": \"\t\"}",
                "{\"content_type_id\": 1, \"x\": \"\\v\"}",
                "{\"content_type_id\": 1, \"x\": \"\\u12g4\"}",
                "{\"content_type_id\": 1 /* why */}",
                "{\"content_type_id\": 1} // why",
                "{\"content_type_id\": 1}#",
                "{\"content_type_id\" 1}",
                "{\"content_type_id\": 1 \"x\": 2}",
                "{\"content_type_id\": 1, 2: 3}",
                "{\"content_type_id\": 1, \"x\": [1,]}",
                "{\"content_type_id\": 1, \"x\": [1 2]}",
                "\u00a0{\"content_type_id\": 1}",
            })
    void what_pythons_parser_refuses_is_not_json(String text) {
        assertThat(decode(text)).isEqualTo(new Malformed(Defect.NOT_JSON));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1", "{}", "{\"content_type_id\": 14}", "]", "}", ",", "\0", "\"", "NaN", "\ufeff"})
    void nothing_may_follow_the_event(String garbage) {
        assertThat(decode("{\"content_type_id\": 13}" + garbage)).isEqualTo(new Malformed(Defect.NOT_JSON));
        assertThat(decode("{\"content_type_id\": 13} \n" + garbage)).isEqualTo(new Malformed(Defect.NOT_JSON));
        assertThat(decode("[13]" + garbage)).isEqualTo(new Malformed(Defect.NOT_JSON));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
    void other_encodings_are_refused_with_and_without_a_byte_order_mark(String encoding) {
        Charset charset = Charset.forName(encoding);

        for (String text : new String[] {"{\"content_type_id\": 13}", "\ufeff{\"content_type_id\": 13}", "5", "{}"}) {
            assertThat(decoder.decode(text.getBytes(charset))).as(text).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void a_byte_order_mark_is_refused() {
        assertThat(decode("\ufeff{\"content_type_id\": 13}")).isEqualTo(new Malformed(Defect.NOT_JSON));
        assertThat(decode("\ufeff")).isEqualTo(new Malformed(Defect.NOT_JSON));
    }

    @Test
    void an_event_may_be_nested_as_deeply_as_allowed_and_no_deeper() {
        assertThat(decode(nested(MAX_DEPTH - 1))).isEqualTo(new Routed(13));
        assertThat(decode(nested(MAX_DEPTH))).isEqualTo(new Malformed(Defect.TOO_DEEP));
        assertThat(decode("[".repeat(MAX_SIZE))).isEqualTo(new Malformed(Defect.TOO_DEEP));
        assertThat(decode("{\"x\":".repeat(MAX_SIZE / 5))).isEqualTo(new Malformed(Defect.TOO_DEEP));
    }

    private static String nested(int levels) {
        return "{\"x\": " + "[".repeat(levels) + "]".repeat(levels) + ", \"content_type_id\": 13}";
    }

    @Test
    void an_event_may_be_as_large_as_allowed_and_no_larger() {
        String head = "{\"content_type_id\": 13, \"x\": \"";
        String filled = head + "x".repeat(MAX_SIZE - head.length() - 2) + "\"}";

        assertThat(decode(filled)).isEqualTo(new Routed(13));
        assertThat(decode(filled + " ")).isEqualTo(new Malformed(Defect.TOO_LARGE));
    }

    @Test
    void integers_may_have_as_many_digits_as_python_takes() {
        assertThat(withId("9".repeat(4300))).isEqualTo(new ForNobody());
        assertThat(withId("9".repeat(4301))).isEqualTo(new Malformed(Defect.NOT_JSON));
    }

    /** Jackson's grammar is kept where it takes what no publisher writes, and no client can tell. */
    @ParameterizedTest
    @ValueSource(strings = {"-INF", "+INF", "+Infinity"})
    void other_spellings_of_infinity_are_taken_too(String infinity) {
        assertThat(decode("{\"content_type_id\": 1, \"x\": " + infinity + "}")).isEqualTo(new Routed(1));
    }

    @Test
    void a_long_key_and_many_keys_are_data() {
        assertThat(decode("{\"" + "k".repeat(60_000) + "\": 1, \"content_type_id\": 13}"))
                .isEqualTo(new Routed(13));
        StringBuilder many = new StringBuilder("{");
        for (int i = 0; i < 9000; i++) {
            many.append("\"k").append(i).append("\": 1,");
        }
        assertThat(decode(many + "\"content_type_id\": 13}")).isEqualTo(new Routed(13));
    }

    @ParameterizedTest
    @EnumSource(Defect.class)
    void every_defect_completes_a_sentence_and_has_a_label(Defect defect) {
        assertThat(defect.words()).matches("(is|has) .*[^.]");
        assertThat(defect.label()).matches("[a-z0-9_]+");
    }

    private DecodedEvent withId(String value) {
        return decode("{\"content_type_id\": " + value + "}");
    }

    private DecodedEvent decode(String text) {
        return decoder.decode(text.getBytes(StandardCharsets.UTF_8));
    }
}
