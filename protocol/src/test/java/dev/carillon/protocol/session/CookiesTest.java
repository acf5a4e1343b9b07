package dev.carillon.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Beyond the vectors; what is expected is what {@code django.http.parse_cookie} of Django 5.2 gives. */
final class CookiesTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "s=\"a\\134b\",a\\b",
                "s=\"\\400\",400",
                "s=\"\\12\",12",
                "s=\"a\\\",a\\",
                "s=\"\",``",
                "s=\",\"",
                "s=\"a\"b,\"a\"b",
                "s=a\"b\",a\"b\"",
                "s=%41,%41",
                ";;s=1;;,1",
                "s =1,1",
                "s=1; s,1",
                "s=1; =s; s=,``",
                "s=1;ss=2,1",
                "s==1,=1"
            })
    void oddities_are_read_as_django_reads_them(String header, String value) {
        assertThat(Cookies.value(header, "s")).isEqualTo(value);
    }

    @Test
    void spaces_of_every_kind_are_stripped() {
        assertThat(Cookies.value("\u00a0s\u2003=\u0085 1\u001c\t", "s")).isEqualTo("1");
        assertThat(Cookies.value("s=\u200b1", "s")).isEqualTo("\u200b1");
    }

    @Test
    void a_newline_is_not_escaped() {
        assertThat(Cookies.value("s=\"a\\\nb\"", "s")).isEqualTo("a\\\nb");
    }
}
