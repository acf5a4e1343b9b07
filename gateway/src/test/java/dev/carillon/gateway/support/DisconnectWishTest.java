package dev.carillon.gateway.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DisconnectWishTest {
    @Test
    void a_user_is_named_by_id_or_by_name() throws Exception {
        assertThat(parse("{\"user\": 7}").whom()).isEqualTo(new DisconnectWish.User(new Who.ById("7")));
        assertThat(parse("{\"user\": \"a-b\"}").whom()).isEqualTo(new DisconnectWish.User(new Who.ById("a-b")));
        DisconnectWish.User ada = new DisconnectWish.User(new Who.ByName("ada"));
        assertThat(parse("{\"user\": \"username:ada\"}").whom()).isEqualTo(ada);
        assertThat(parse("{\"username\": \"ada\", \"user\": null}").whom()).isEqualTo(ada);
        assertThat(parse("{\"user\": 7}").farewell()).isEqualTo(Farewell.USUAL);
    }

    @Test
    void everyone_goes_at_the_pace_that_is_asked_for() throws Exception {
        assertThat(parse("{\"everyone\": true}").whom()).isEqualTo(new DisconnectWish.Everyone(null));
        assertThat(parse("{\"everyone\": true, \"over\": \"2m\", \"code\": 4403, \"reason\": \"bye\"}"))
                .isEqualTo(new DisconnectWish(
                        new DisconnectWish.Everyone(Duration.ofMinutes(2)), new Farewell(4403, "bye")));
    }

    @Test
    void a_reason_may_fill_the_close_frame_and_no_more() throws Exception {
        assertThat(parse("{\"user\": 7, \"reason\": \"" + "é".repeat(61) + "x\"}")
                        .farewell()
                        .text())
                .hasSize(62);
        assertThatThrownBy(() -> parse("{\"user\": 7, \"reason\": \"" + "é".repeat(62) + "\"}"))
                .hasMessageContaining("124 bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense|not JSON",
                "[]|JSON object",
                "{}|say whom",
                "{\"everyone\": false}|say whom",
                "{\"everyone\": \"true\"}|say whom",
                "{\"everyone\": \"true\", \"user\": 7}|say whom",
                "{\"everyone\": true, \"user\": 7}|say whom",
                "{\"user\": 7, \"username\": \"ada\"}|not both",
                "{\"user\": \"\"}|say whom",
                "{\"user\": 7.5}|whole number",
                "{\"user\": [7]}|whole number",
                "{\"user\": 7, \"raeson\": \"x\"}|unknown: raeson",
                "{\"user\": 7, \"reason\": 5}|reason a text",
                "{\"user\": 7, \"reason\": \"\\ud800\"}|surrogate",
                "{\"user\": 7, \"code\": \"4000\"}|code must be a number",
                "{\"user\": 7, \"code\": 1000}|4000 to 4999",
                "{\"user\": 7, \"code\": 5000}|4000 to 4999",
                "{\"user\": 7, \"over\": \"30s\"}|over is for everyone",
                "{\"everyone\": true, \"over\": \"soon\"}|like 500ms",
                "{\"everyone\": true, \"over\": \"25h\"}|longer than a day",
            })
    void what_is_not_clear_disconnects_nobody(String wish, String words) {
        assertThatThrownBy(() -> parse(wish))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(400))
                .hasMessageContaining(words);
    }

    private static DisconnectWish parse(String wish) throws Refusal {
        return DisconnectWish.parse(wish.getBytes(UTF_8));
    }
}
