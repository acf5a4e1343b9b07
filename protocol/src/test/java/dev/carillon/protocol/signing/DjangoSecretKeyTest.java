package dev.carillon.protocol.signing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DjangoSecretKeyTest {
    @Test
    void bytes_read_as_their_python_repr() {
        assertThat(repr("plain ~")).isEqualTo("b'plain ~'");
        assertThat(repr("it's")).isEqualTo("b\"it's\"");
        assertThat(repr("it's \"it\"")).isEqualTo("b'it\\'s \"it\"'");
        assertThat(repr("say \"hi\"")).isEqualTo("b'say \"hi\"'");
        assertThat(repr("\t\n\r\\\0\u007f\u00ff")).isEqualTo("b'\\t\\n\\r\\\\\\x00\\x7f\\xff'");
    }

    private static String repr(String latin) {
        return DjangoSecretKey.ofBytes(latin.getBytes(ISO_8859_1)).text();
    }

    @Test
    void a_key_is_not_printed() {
        assertThat(DjangoSecretKey.ofText("secret")).hasToString("********");
    }
}
