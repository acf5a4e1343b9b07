package dev.carillon.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.client.DeflateOffer.Compression;
import dev.carillon.protocol.client.OpeningHandshake.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OpeningHandshakeTest {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    OpeningHandshakeTest() {
        set("Host", "localhost");
        set("Connection", "Upgrade");
        set("Upgrade", "websocket");
        set("Sec-WebSocket-Key", KEY);
        set("Sec-WebSocket-Version", "13");
    }

    /** The example of RFC 6455 section 1.3. */
    @Test
    void the_accept_key_is_the_rfcs() {
        assertThat(OpeningHandshake.acceptKey(KEY)).isEqualTo(ACCEPT);
        assertThat(judge()).isEqualTo(new Verdict.Accept(ACCEPT, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keep-alive, Upgrade | websocket",
                "UPGRADE | WebSocket",
                "upgrade,keep-alive | WEBSOCKET",
                " , Upgrade , | , websocket ,",
            })
    void names_in_any_case_and_lists_are_understood(String connection, String upgrade) {
        set("Connection", connection);
        set("Upgrade", upgrade);

        assertThat(judge()).isInstanceOf(Verdict.Accept.class);
    }

    @Test
    void connection_may_come_in_several_headers() {
        set("Connection", "keep-alive", "Upgrade");

        assertThat(judge()).isInstanceOf(Verdict.Accept.class);
    }

    @Test
    void any_origin_and_subprotocol_is_taken() {
        set("Origin", "https://anywhere.example");
        set("Sec-WebSocket-Protocol", "chat, superchat");

        assertThat(judge()).isEqualTo(new Verdict.Accept(ACCEPT, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "Connection, , missing Connection header",
        "Connection, keep-alive, invalid Connection header",
        "Connection, upgraded, invalid Connection header",
        "Upgrade, , missing Upgrade header",
        "Upgrade, h2c, invalid Upgrade header",
        "Upgrade, 'websocket, h2c', invalid Upgrade header",
    })
    void a_request_without_upgrade_is_told_that_a_websocket_client_is_needed(String name, String value, String words) {
        set(name, value);

        Verdict.Refuse refuse = refusal();
        assertThat(refuse.status()).isEqualTo(426);
        assertThat(refuse.body())
                .startsWith("Failed to open a WebSocket connection: " + words + ".")
                .contains("You need a WebSocket client");
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-WebSocket-Key, , missing Sec-WebSocket-Key header",
        "Sec-WebSocket-Key, '', invalid Sec-WebSocket-Key header",
        "Sec-WebSocket-Key, dGhlIHNhbXBsZSBub25jZQ, invalid Sec-WebSocket-Key header",
        "Sec-WebSocket-Key, dGhlIHNhbXBsZSBub25jZQ=, invalid Sec-WebSocket-Key header",
        "Sec-WebSocket-Key, dGhlIHNhbXBsZSBub25jZTEy, invalid Sec-WebSocket-Key header",
        "Sec-WebSocket-Key, dGhlIHNhbXBsZSBub25j, invalid Sec-WebSocket-Key header",
        "Sec-WebSocket-Key, dGhlIHNhbXBsZSBub25!ZQ==, invalid Sec-WebSocket-Key header",
        "Sec-WebSocket-Key, dGhl=HNhbXBsZSBub25jZQ==, invalid Sec-WebSocket-Key header",
        "Sec-WebSocket-Version, , missing Sec-WebSocket-Version header",
        "Sec-WebSocket-Version, 8, invalid Sec-WebSocket-Version header",
        "Sec-WebSocket-Version, '', invalid Sec-WebSocket-Version header",
        "Sec-WebSocket-Version, '13, 8', invalid Sec-WebSocket-Version header",
    })
    void a_missing_or_bad_key_or_version_is_a_bad_request(String name, String value, String words) {
        set(name, value);

        assertBadRequest(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Origin", "Sec-WebSocket-Key", "Sec-WebSocket-Version"})
    void a_repeated_origin_key_or_version_is_a_bad_request(String name) {
        String value =
                headers.getOrDefault(name, List.of("https://one.example")).getFirst();
        set(name, value, value);

        assertBadRequest("more than one " + name + " header");
    }

    @Test
    void no_refusal_repeats_what_the_client_sent() {
        set("Sec-WebSocket-Key", "<script>alert(1)</script");
        assertThat(refusal().body()).doesNotContain("script");
        set("Sec-WebSocket-Key", KEY);
        set("Sec-WebSocket-Extensions", "<script>");
        assertThat(refusal().body()).doesNotContain("script").matches("\\p{ASCII}+");
    }

    @Test
    void compression_is_negotiated_over_all_extension_headers() {
        set("Sec-WebSocket-Extensions", "x-unknown", "permessage-deflate; client_max_window_bits");

        assertThat(judge())
                .isEqualTo(new Verdict.Accept(
                        ACCEPT,
                        Optional.of(new DeflateOffer(
                                "permessage-deflate; server_max_window_bits=12; client_max_window_bits=12", 12))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x-unknown", "permessage-deflate; unknown", "permessage-deflate; server_max_window_bits=99"})
    void without_an_acceptable_offer_the_connection_opens_without_extension(String offers) {
        set("Sec-WebSocket-Extensions", offers);

        assertThat(judge()).isEqualTo(new Verdict.Accept(ACCEPT, Optional.empty()));
    }

    @Test
    void an_unreadable_extension_header_is_a_bad_request() {
        set("Sec-WebSocket-Extensions", ";;;");

        assertBadRequest("expected token at 0 in the Sec-WebSocket-Extensions header");
    }

    @Test
    void with_compression_off_the_extension_header_is_not_read() {
        set("Sec-WebSocket-Extensions", "permessage-deflate");
        assertThat(OpeningHandshake.judge(this::all, Compression.OFF))
                .isEqualTo(new Verdict.Accept(ACCEPT, Optional.empty()));
        set("Sec-WebSocket-Extensions", ";;;");
        assertThat(OpeningHandshake.judge(this::all, Compression.OFF))
                .isEqualTo(new Verdict.Accept(ACCEPT, Optional.empty()));
    }

    private void assertBadRequest(String words) {
        Verdict.Refuse refuse = refusal();
        assertThat(refuse.status()).isEqualTo(400);
        assertThat(refuse.body()).startsWith("Failed to open a WebSocket connection: " + words);
    }

    private Verdict.Refuse refusal() {
        return (Verdict.Refuse) judge();
    }

    private Verdict judge() {
        return OpeningHandshake.judge(this::all, Compression.AS_OFFERED);
    }

    private List<String> all(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /** Null, as JUnit reads an empty column, for none. */
    private void set(String name, String... values) {
        List<String> all = new ArrayList<>();
        for (String value : values) {
            if (value != null) {
                all.add(value);
            }
        }
        headers.put(name, all);
    }
}
