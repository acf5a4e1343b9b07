package dev.carillon.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.protocol.client.ExtensionHeader.Offer;
import dev.carillon.protocol.client.ExtensionHeader.SyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExtensionHeaderTest {
    @Test
    void offers_have_names_and_parameters_in_order_repeated_ones_too() throws SyntaxException {
        assertThat(ExtensionHeader.parse("foo, bar; a; b=1; a=\"x\"; b=1"))
                .containsExactly(
                        new Offer("foo", List.of()),
                        new Offer("bar", List.of(flag("a"), value("b", "1"), value("a", "x"), value("b", "1"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foo;a=1,bar",
                " foo ; a = 1 , bar ",
                "\tfoo\t;\ta\t=\t1\t,\tbar\t",
                ",foo; a=1,, ,bar,",
                ", ,foo;a=\"1\",bar, ,",
                "foo;a=\"\\1\",bar",
            })
    void white_space_and_empty_elements_do_not_count(String header) throws SyntaxException {
        assertThat(ExtensionHeader.parse(header))
                .containsExactly(new Offer("foo", List.of(value("a", "1"))), new Offer("bar", List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                ";;;",
                ";",
                "foo;",
                "foo; ;a",
                "foo;=1",
                "foo;a=",
                "foo;a=\"",
                "foo;a=\"1",
                "foo;a=\"\"x",
                "foo bar",
                "foo;a b",
                "foo;a=1 2",
                "foo;a=\"1 2\"",
                "foo;a=\"1\\",
                "foo=1",
                "f\u00f6\u00f6",
                "foo\u0000",
                "foo;a=(",
                "\"foo\"",
                "foo/bar",
                "foo;a=\"\"\"",
            })
    void what_is_not_of_the_grammar_is_refused_with_a_word_that_quotes_nothing(String header) {
        assertThatThrownBy(() -> ExtensionHeader.parse(header))
                .isInstanceOf(SyntaxException.class)
                .message()
                .endsWith(" in the Sec-WebSocket-Extensions header")
                .matches("\\p{ASCII}+");
    }

    @Test
    void random_text_is_parsed_or_refused() {
        String alphabet = "ab1;,=\"\\ \t(é";
        Random random = new Random(7);
        int parsed = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(10); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                assertThat(ExtensionHeader.parse(text.toString())).isNotEmpty();
                parsed++;
            } catch (SyntaxException e) {
                assertThat(e).hasMessageContaining("Sec-WebSocket-Extensions");
            }
        }
        assertThat(parsed).isPositive();
    }

    private static Map.Entry<String, Optional<String>> flag(String name) {
        return Map.entry(name, Optional.empty());
    }

    private static Map.Entry<String, Optional<String>> value(String name, String value) {
        return Map.entry(name, Optional.of(value));
    }
}
