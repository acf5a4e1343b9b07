package dev.carillon.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SubprotocolOfferTest {
    @Test
    void a_token_stands_among_the_names_in_any_order_and_any_number_of_headers() {
        SubprotocolOffer expected = new SubprotocolOffer(true, List.of("a.b-c_d.e"));
        assertThat(SubprotocolOffer.parse(List.of("carillon, carillon.bearer.a.b-c_d.e")))
                .isEqualTo(expected);
        assertThat(SubprotocolOffer.parse(List.of("chat,carillon.bearer.a.b-c_d.e ,\tcarillon")))
                .isEqualTo(expected);
        assertThat(SubprotocolOffer.parse(List.of("carillon.bearer.a.b-c_d.e", "carillon")))
                .isEqualTo(expected);
    }

    @Test
    void other_names_are_passed_over() {
        assertThat(SubprotocolOffer.parse(
                        List.of("Carillon, carillon2, xcarillon, Carillon.bearer.x, carillon.bearer, ,")))
                .isEqualTo(new SubprotocolOffer(false, List.of()));
        assertThat(SubprotocolOffer.parse(List.of())).isEqualTo(new SubprotocolOffer(false, List.of()));
    }

    @Test
    void an_empty_token_and_a_second_one_are_told() {
        assertThat(SubprotocolOffer.parse(List.of("carillon.bearer.", "carillon.bearer.x"))
                        .tokens())
                .containsExactly("", "x");
    }

    @Test
    void the_token_is_not_printed() {
        assertThat(SubprotocolOffer.parse(List.of("carillon.bearer.hushhush")))
                .asString()
                .doesNotContain("hushhush");
    }
}
