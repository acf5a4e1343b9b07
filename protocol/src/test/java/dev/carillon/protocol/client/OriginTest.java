package dev.carillon.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OriginTest {
    @ParameterizedTest
    @CsvSource({
        "https://example.org, https, example.org, 443",
        "http://example.org, http, example.org, 80",
        "https://example.org:8443, https, example.org, 8443",
        "HTTPS://Example.ORG, https, example.org, 443",
        "https://example.org:443, https, example.org, 443",
        "https://example.org., https, example.org., 443",
        "https://xn--bcher-kva.example, https, xn--bcher-kva.example, 443",
        "http://127.0.0.1:8000, http, 127.0.0.1, 8000",
        "http://[::1]:8000, http, [::1], 8000",
        "http://[0:0:0:0:0:0:0:1], http, [::1], 80",
        "http://[2001:DB8::1], http, [2001:db8::1], 80",
        "moz-extension://5f2d4e3a-0c5b-4f8e-9d6a-1b2c3d4e5f60, moz-extension, 5f2d4e3a-0c5b-4f8e-9d6a-1b2c3d4e5f60, -1",
        "capacitor://localhost, capacitor, localhost, -1",
    })
    void an_origin_is_scheme_host_and_port(String text, String scheme, String host, int port) {
        assertThat(Origin.parse(text)).contains(new Origin(scheme, host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "*",
                "example.org",
                "//example.org",
                "https:example.org",
                "https://",
                "https://example.org/",
                "https://example.org/path",
                "https://example.org?x",
                "https://example.org#x",
                "https://user@example.org",
                "https://user:password@example.org",
                "https://example.org@evil.com",
                "https://example.org:",
                "https://example.org:x",
                "https://example.org:123456",
                "https://example.org:80:80",
                " https://example.org",
                "https://example.org ",
                "https://example.org\n",
                "https://exam ple.org",
                "https://example.org\\.evil.com",
                "https://example.org%2eevil.com",
                "https://*.example.org",
                "https://bücher.example",
                "https://exa\u212Ample.org",
                "https://[::1",
                "https://::1",
                "https://[::g]",
                "https://[1:2]",
                "https://[fe80::1%eth0]",
                "https://example.org, https://evil.com",
                "https://example.org https://evil.com",
            })
    void anything_else_is_none(String text) {
        assertThat(Origin.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil-example.com",
                "https://example.com.evil.com",
                "https://sub.example.com",
                "https://com",
                "https://example.co",
                "https://example.comm",
                "https://example.com.",
                "http://example.com",
                "http://example.com:443",
                "https://example.com:80",
                "https://example.com:8443",
                "https://[::1]",
                "wss://example.com",
            })
    void a_near_miss_is_another_origin(String text) {
        assertThat(Origin.parse(text)).isPresent().isNotEqualTo(Origin.parse("https://example.com"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org, example.org",
        "https://example.org, Example.Org",
        "https://example.org, example.org:443",
        "https://example.org:443, example.org",
        "http://example.org, example.org",
        "http://example.org, example.org:80",
        "https://example.org:8443, example.org:8443",
        "http://localhost:8888, localhost:8888",
        "http://[::1]:8888, [::1]:8888",
        "http://[::1]:8888, [0:0:0:0:0:0:0:1]:8888",
        "https://example.org., example.org.",
    })
    void a_host_header_without_port_is_of_the_scheme_s_own(String origin, String host) {
        assertThat(Origin.parse(origin)).matches(parsed -> parsed.orElseThrow().isHost(host));
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8000, localhost:8888",
        "http://localhost:8000, localhost",
        "http://localhost, localhost:8888",
        "http://example.org, example.org:443",
        "https://example.org, example.org:80",
        "https://evil-example.org, example.org",
        "https://example.org.evil.com, example.org",
        "https://example.org, sub.example.org",
        "https://example.org., example.org",
        "https://example.org, example.org.",
        "https://example.org, example.org/",
        "https://example.org, user@example.org",
        "https://example.org, ''",
        "https://example.org, ':443'",
        "https://127.0.0.1, [::ffff:127.0.0.1]",
        "capacitor://localhost, localhost",
        "wss://example.org, example.org",
    })
    void another_host_or_port_is_not_its_own(String origin, String host) {
        assertThat(Origin.parse(origin)).matches(parsed -> !parsed.orElseThrow().isHost(host));
    }

    @Test
    void it_is_printed_as_a_browser_writes_it() {
        assertThat(Origin.parse("HTTPS://Example.org:443").orElseThrow()).hasToString("https://example.org");
        assertThat(Origin.parse("http://[0::1]:8000").orElseThrow()).hasToString("http://[::1]:8000");
    }
}
