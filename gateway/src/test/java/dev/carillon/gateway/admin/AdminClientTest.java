package dev.carillon.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AdminClientTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9888, http://127.0.0.1:9888",
        ":9888, http://127.0.0.1:9888",
        "0.0.0.0:9888, http://127.0.0.1:9888",
        "[::]:9888, http://[::1]:9888",
        "[fd00::1]:9888, http://[fd00::1]:9888",
        "gateway.example:9888, http://gateway.example:9888",
    })
    void an_address_to_listen_on_is_reached_from_this_machine(String listen, String url) {
        assertThat(AdminClient.address(listen)).hasToString(url);
    }

    @Test
    void a_unix_socket_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> AdminClient.address("unix:/run/admin.sock"));
    }
}
