package dev.carillon.gateway.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class HttpDateTest {
    @Test
    void the_day_of_the_month_has_two_digits() {
        assertThat(HttpDate.header(Instant.parse("1994-11-06T08:49:37.9Z")))
                .isEqualTo("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
    }
}
