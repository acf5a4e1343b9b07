package dev.carillon.protocol.signing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Base62Test {
    @ParameterizedTest
    @CsvSource({"0,0", "9,9", "10,A", "35,Z", "36,a", "61,z", "62,10", "1714979289,1s3sSH"})
    void numbers_are_written_as_django_writes_them(long number, String digits) {
        assertThat(Base62.encode(number)).isEqualTo(digits);
        assertThat(Base62.decode(digits)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1 ", "é", "1_0", "zzzzzzzzzzz"})
    void what_is_no_number_is_told_apart(String text) {
        assertThat(Base62.decode(text)).isEqualTo(-1);
    }

    @Test
    void ten_digits_do_not_overflow() {
        assertThat(Base62.decode("zzzzzzzzzz")).isEqualTo(839_299_365_868_340_223L);
    }
}
