package dev.carillon.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.client.DeflateOffer.Compression;
import dev.carillon.protocol.client.ExtensionHeader.SyntaxException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DeflateOfferTest {
    /** Answers of the guide's server, observed or read in its library. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate; client_max_window_bits | 12 | ; server_max_window_bits=12; client_max_window_bits=12",
                "permessage-deflate | 12 | ; server_max_window_bits=12",
                "permessage-deflate; server_max_window_bits=15 | 12 | ; server_max_window_bits=12",
                "permessage-deflate; server_max_window_bits=12 | 12 | ; server_max_window_bits=12",
                "permessage-deflate; server_max_window_bits=8 | 8 | ; server_max_window_bits=8",
                "permessage-deflate; server_max_window_bits=\"10\" | 10 | ; server_max_window_bits=10",
                "permessage-deflate; client_max_window_bits=15 | 12 | ; server_max_window_bits=12; client_max_window_bits=12",
                "permessage-deflate; client_max_window_bits=8 | 12 | ; server_max_window_bits=12; client_max_window_bits=8",
                "permessage-deflate; client_no_context_takeover | 12 | ; client_no_context_takeover; server_max_window_bits=12",
                "permessage-deflate; client_max_window_bits; server_no_context_takeover | 12 "
                        + "| ; server_no_context_takeover; server_max_window_bits=12; client_max_window_bits=12",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; "
                        + "client_max_window_bits=9 | 10 | ; server_no_context_takeover; client_no_context_takeover; "
                        + "server_max_window_bits=10; client_max_window_bits=9",
                "permessage-deflate; unknown, permessage-deflate; server_max_window_bits=9 | 9 | ; server_max_window_bits=9",
                "permessage-deflate, permessage-deflate; server_max_window_bits=9 | 12 | ; server_max_window_bits=12",
                "x-webkit-deflate-frame, permessage-deflate | 12 | ; server_max_window_bits=12",
            })
    void the_first_acceptable_offer_is_answered_as_by_the_guides_server(String offers, int bits, String parameters)
            throws SyntaxException {
        assertThat(negotiate(offers)).contains(new DeflateOffer("permessage-deflate" + parameters, bits));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; unknown",
                "permessage-deflate; unknown=1",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                "permessage-deflate; client_max_window_bits; client_max_window_bits=12",
                "permessage-deflate; server_max_window_bits=12; server_max_window_bits=12",
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; client_no_context_takeover=true",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_max_window_bits=7",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_max_window_bits=08",
                "permessage-deflate; server_max_window_bits=+9",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=x",
                "permessage-deflate; Server_max_window_bits=10",
                "Permessage-Deflate",
                "deflate-frame",
            })
    void an_offer_that_is_not_acceptable_is_skipped(String offers) throws SyntaxException {
        assertThat(negotiate(offers)).isEmpty();
        assertThat(negotiate(offers + ", permessage-deflate"))
                .contains(new DeflateOffer("permessage-deflate; server_max_window_bits=12", 12));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "permessage-deflate; client_no_context_takeover",
                "x-other, permessage-deflate; server_max_window_bits=15"
            })
    void message_by_message_asks_clients_not_to_take_their_window_over_offered_or_not(String offers)
            throws SyntaxException {
        assertThat(DeflateOffer.negotiate(ExtensionHeader.parse(offers), Compression.MESSAGE_BY_MESSAGE))
                .contains(new DeflateOffer(
                        "permessage-deflate; client_no_context_takeover; server_max_window_bits=12", 12));
    }

    @Test
    void nothing_is_negotiated_where_compression_is_off() throws SyntaxException {
        assertThat(DeflateOffer.negotiate(ExtensionHeader.parse("permessage-deflate"), Compression.OFF))
                .isEmpty();
    }

    private static Optional<DeflateOffer> negotiate(String offers) throws SyntaxException {
        return DeflateOffer.negotiate(ExtensionHeader.parse(offers), Compression.AS_OFFERED);
    }
}
