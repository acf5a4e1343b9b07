package dev.carillon.bench.load.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlacementTest {
    @Test
    void a_token_can_stand_in_the_message_a_header_a_cookie_or_the_query() {
        assertThat(Placement.parse("message").header("T")
                        + Placement.parse("message").target("/x", "T"))
                .isEqualTo("/x");
        assertThat(Placement.parse("header").header("T")).isEqualTo("Authorization: Bearer T\r\n");
        assertThat(Placement.parse("header:X-Token").header("T")).isEqualTo("X-Token: T\r\n");
        assertThat(Placement.parse("cookie:sessionid").header("T")).isEqualTo("Cookie: sessionid=T\r\n");
        assertThat(Placement.parse("query:token").target("/ws", "T")).isEqualTo("/ws?token=T");
        assertThat(Placement.parse("query:token").target("/ws?a=b", "T")).isEqualTo("/ws?a=b&token=T");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "body", "cookie", "query:", "cookie:a b", "header:X\r\nY"})
    void other_places_are_refused_in_words(String text) {
        assertThatThrownBy(() -> Placement.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".*(stands in|name the header).*");
    }
}
