package dev.carillon.protocol.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.session.DecodedSession.Decoded;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Messages are written here as Latin-1 text. */
final class MsgpackReaderTest {
    private static final SessionData SEVEN = new SessionData("7", null, null, null);

    @Test
    void every_kind_of_messagepack_value_is_passed_over() {
        String[] values = {
            "\u00c0",
            "\u00c2",
            "\u00c3",
            "\u007f",
            "\u00e0",
            "\u00a1x",
            "\u00d9\u0001x",
            "\u00da\u0000\u0001x",
            "\u00db\u0000\u0000\u0000\u0001x",
            "\u00c4\u0001x",
            "\u00c5\u0000\u0001x",
            "\u00c6\u0000\u0000\u0000\u0001x",
            "\u00ca1234",
            "\u00cb12345678",
            "\u00cc1",
            "\u00cd12",
            "\u00ce1234",
            "\u00cf12345678",
            "\u00d01",
            "\u00d112",
            "\u00d21234",
            "\u00d312345678",
            "\u00d4t1",
            "\u00d5t12",
            "\u00d6t1234",
            "\u00d7t12345678",
            "\u00d8t1234567812345678",
            "\u00c7\u0001tx",
            "\u00c8\u0000\u0001tx",
            "\u00c9\u0000\u0000\u0000\u0001tx",
            "\u0092\u00c0\u0090",
            "\u00dc\u0000\u0001\u00c0",
            "\u00dd\u0000\u0000\u0000\u0001\u00c0",
            "\u0081\u00c0\u0091\u0080",
            "\u00de\u0000\u0001\u00c0\u00c0",
            "\u00df\u0000\u0000\u0000\u0001\u00c0\u00c0"
        };
        for (String value : values) {
            assertThat(CachedSessions.read(message("\u0082\u00a1v" + value + "\u00ad_auth_user_id\u00a17")))
                    .as(hex(value))
                    .isEqualTo(new Decoded(SEVEN));
            if (!value.startsWith("\u00a1")
                    && !value.matches("(?s)[\u0000-\u007f\u00cc-\u00d3\u00d9-\u00db\u00e0].*")) {
                assertThat(CachedSessions.read(message("\u0082\u00a1v\u00c0\u00ad_auth_user_id" + value)))
                        .as(hex(value))
                        .isEqualTo(new Decoded(new SessionData(null, null, null, null)));
            }
        }
    }

    @Test
    void deep_nesting_is_harmless() {
        String nest = "\u0082\u00a1v" + "\u0091".repeat(500_000) + "\u00c0\u00ad_auth_user_id\u00a17";
        assertThat(CachedSessions.read(message(nest))).isEqualTo(new Decoded(SEVEN));
    }

    private static String hex(String latin) {
        return HexFormat.of().formatHex(message(latin));
    }

    private static byte[] message(String latin) {
        return latin.getBytes(ISO_8859_1);
    }
}
