package dev.carillon.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ListenAddressTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8888, 127.0.0.1:8888",
        "[::1]:0, [0:0:0:0:0:0:0:1]:0",
        "localhost:80, 127.0.0.1:80",
        "unix:/run/x.sock, unix:/run/x.sock",
    })
    void an_address_is_read_and_shown(String text, String shown) {
        assertThat(ListenAddress.format(ListenAddress.parse(text))).isEqualTo(shown);
    }

    @Test
    void without_a_host_it_is_every_address() {
        assertThat(ListenAddress.parse(":8888")).isEqualTo(ListenAddress.parse("*:8888"));
    }

    @Test
    void a_host_without_an_address_is_named() {
        assertThatThrownBy(() -> ListenAddress.parse("nowhere.invalid:8888"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the host nowhere.invalid has no address");
    }

    @Test
    void the_form_is_checked_without_looking_a_host_up() {
        assertThatCode(() -> ListenAddress.check("nowhere.invalid:8888")).doesNotThrowAnyException();
        assertThatCode(() -> ListenAddress.check("unix:/run/x.sock")).doesNotThrowAnyException();
        assertThatThrownBy(() -> ListenAddress.checkTcp("unix:/run/x.sock")).hasMessageContaining("no Unix socket");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.0.0.1",
                "8888",
                "host:",
                "host:65536",
                "host:99999",
                "::1:80",
                "[x]:80",
                "unix:",
                "a b:x"
            })
    void what_is_no_address_is_refused_with_what_to_write(String text) {
        assertThatThrownBy(() -> ListenAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).*(host:port|unix:/).*|unix: needs a path.*");
    }
}
