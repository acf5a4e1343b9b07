package dev.carillon.protocol.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.session.DecodedSession.Decoded;
import dev.carillon.protocol.session.DecodedSession.Unreadable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles are written here as Latin-1 text: their opcodes are letters mostly. */
final class CachedSessionsTest {
    private static final SessionData SEVEN = new SessionData("7", null, null, null);
    private static final String KEY = "\u008c\r_auth_user_id";

    /** {@code {"_auth_user_id": value}}, by protocol 4. */
    private static byte[] pickle(String value) {
        return ("\u0080\u0004}" + KEY + value + "s.").getBytes(ISO_8859_1);
    }

    @Test
    void every_kind_of_plain_value_is_passed_over() {
        String values = "N\u0088\u0089K\u0001M\u0001\u0002J\u0001\u0002\u0003\u0004\u008a\u0001\u0007\u008a\u0000"
                + "G01234567\u008c\u0002ab" + "X\u0002\u0000\u0000\u0000ab" + "C\u0001x" + "B\u0001\u0000\u0000\u0000x"
                + ")N\u0085NN\u0086NNN\u0087(NNNNt" + "]Na](NNe" + "}(NNu}";
        byte[] pickle = ("\u0080\u0005}\u0094(\u008c\u0001v(" + values + "t" + KEY + "\u008c\u00017\u0094u.")
                .getBytes(ISO_8859_1);

        assertThat(CachedSessions.read(pickle)).isEqualTo(new Decoded(SEVEN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "K\u0007",
                "M\u0007\u0000",
                "J\u0007\u0000\u0000\u0000",
                "\u008a\u0001\u0007",
                "\u008a\b\u0007\u0000\u0000\u0000\u0000\u0000\u0000\u0000",
                "\u008c\u00017",
                "X\u0001\u0000\u0000\u00007",
                "\u008c\u00017\u0094Nah\u0000",
                "\u008c\u00017q\u0005Nah\u0005",
                "\u008c\u00017r\u0000\u0001\u0000\u0000Naj\u0000\u0001\u0000\u0000"
            })
    void a_user_id_is_text_or_a_whole_number(String value) {
        // A list of its own first, so that the memo is read after another value was pushed.
        boolean recalls = value.contains("Na");
        byte[] pickle = recalls ? recalling(value) : pickle(value);

        assertThat(CachedSessions.read(pickle)).isEqualTo(new Decoded(SEVEN));
    }

    /** The value is appended to a list first, and then recalled from the memo. */
    private static byte[] recalling(String value) {
        int cut = value.indexOf("Na");
        String put = value.substring(0, cut);
        String get = value.substring(cut + 2);
        return ("\u0080\u0004}\u008c\u0001l]" + put + "as" + KEY + get + "s.").getBytes(ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"N", "\u0088", "G01234567", "]", ")", "}", "C\u00017", "\u008a\u0009000000000"})
    void another_user_id_is_none(String value) {
        assertThat(CachedSessions.read(pickle(value))).isEqualTo(new Decoded(new SessionData(null, null, null, null)));
    }

    @Test
    void negative_numbers_keep_their_sign() {
        assertThat(CachedSessions.read(pickle("\u008a\u0002\u0000\u00ff")))
                .isEqualTo(new Decoded(new SessionData("-256", null, null, null)));
        assertThat(CachedSessions.read(pickle("J\u00ff\u00ff\u00ff\u00ff")))
                .isEqualTo(new Decoded(new SessionData("-1", null, null, null)));
    }

    /** What names a class, calls it, fills its instance, or comes from the outside. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cos\nsystem\n",
                "\u008c\u0002os\u008c\u0006system\u0093",
                "cos\nsystem\n\u008c\u0002id\u0085R",
                "(ios\nsystem\n",
                "(cos\nsystem\no",
                "N)\u0081",
                "N)}\u0092",
                "NNb",
                "Pid\n",
                "NQ",
                "\u0082\u0001",
                "\u0083\u0001\u0000",
                "\u0084\u0001\u0000\u0000\u0000",
                "\u0097",
                "\u0098",
                "\u0096\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0000x",
                "\u008f",
                "(\u0091",
                "I7\n",
                "L7L\n",
                "F7\n",
                "S'7'\n",
                "V7\n",
                "U\u00017",
                "T\u0001\u0000\u0000\u00007",
                "(l",
                "(d",
                "N0",
                "(1",
                "N2",
                "g0\n",
                "Np0\n",
                "\u008b\u0001\u0000\u0000\u0000\u0007",
                "\u008d\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u00007",
                "\u008e\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u00007",
                "\u0000",
                "\u00ff"
            })
    void any_other_opcode_ends_the_reading(String opcodes) {
        byte[] between = ("\u0080\u0004}" + KEY + "\u008c\u00017s\u008c\u0001x" + opcodes + "s.").getBytes(ISO_8859_1);
        byte[] first = ("\u0080\u0004" + opcodes + ".").getBytes(ISO_8859_1);

        assertThat(CachedSessions.read(between)).isEqualTo(Unreadable.PICKLE);
        assertThat(CachedSessions.read(first)).isEqualTo(Unreadable.PICKLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0080\u0004",
                "\u0080\u0004}",
                "\u0080\u0004.",
                "\u0080\u0006}.",
                "\u0080\u0004(.",
                "\u0080\u0004}(Nu.",
                "\u0080\u0004}Ns.",
                "\u0080\u0004NNNs.",
                "\u0080\u0004}]Ns.",
                "\u0080\u0004}}Ns.",
                "\u0080\u0004}Na.",
                "\u0080\u0004(}u.",
                "\u0080\u0004}NNu.",
                "\u0080\u0004}h\u0000s.",
                "\u0080\u0004\u0094}.",
                "\u0080\u0004}r\u00ff\u00ff\u00ff\u00ff.",
                "\u0080\u0004X\u00ff\u00ff\u00ff\u00ff}.",
                "\u0080\u0004X\u00ff\u00ff\u00ff\u007f}.",
                "\u0080\u0004B\u0001\u0000\u0000@}.",
                "\u0080\u0004\u008c\u0001\u00ff.",
                "\u0080\u0004\u0095\u00ff\u00ff\u0000\u0000\u0000\u0000\u0000\u0000}.",
                "\u0080\u0004\u0095\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff}."
            })
    void a_damaged_pickle_is_refused(String pickle) {
        assertThat(CachedSessions.read(pickle.getBytes(ISO_8859_1))).isEqualTo(Unreadable.PICKLE);
    }

    /** Lists of lists that would grow to a billion, a dict that holds itself, a deep nest, a stack and a memo without end. */
    @Test
    void a_bomb_costs_no_more_than_its_own_size() {
        String laughs = "]\u0094" + "](h\u0000h\u0000h\u0000h\u0000h\u0000h\u0000h\u0000h\u0000e\u0094".repeat(60);
        assertThat(CachedSessions.read(pickle(laughs + "\u0085")))
                .isIn(Unreadable.PICKLE, new Decoded(new SessionData(null, null, null, null)));

        byte[] itself = ("\u0080\u0004}\u0094\u008c\u0001xh\u0000s" + KEY + "\u008c\u00017s.").getBytes(ISO_8859_1);
        assertThat(CachedSessions.read(itself)).isEqualTo(new Decoded(SEVEN));

        for (String endless : new String[] {"]", "}", "(", "N\u0094", "Nr" + "\u0001\u0000\u0000\u0000"}) {
            byte[] bytes = ("\u0080\u0004" + endless.repeat(1_000_000 / endless.length())).getBytes(ISO_8859_1);
            assertThat(CachedSessions.read(bytes)).isEqualTo(Unreadable.PICKLE);
        }
    }

    @Test
    void json_and_messagepack_are_told_by_their_first_bytes() {
        assertThat(CachedSessions.read("{\"_auth_user_id\": 7, \"é\": [NaN, {\"_auth_user_id\": 8}]}".getBytes(UTF_8)))
                .isEqualTo(new Decoded(SEVEN));
        assertThat(CachedSessions.read(message("\u0081\u00ad_auth_user_id\u0007")))
                .isEqualTo(new Decoded(SEVEN));
        assertThat(CachedSessions.read(message("\u00de\u0000\u0001\u00ad_auth_user_id\u00d9\u00017")))
                .isEqualTo(new Decoded(SEVEN));
        assertThat(CachedSessions.read(message("\u00df\u0000\u0000\u0000\u0001\u00ad_auth_user_id\u00d3"
                        + "\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0007")))
                .isEqualTo(new Decoded(SEVEN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u0080",
                "123",
                "-5",
                "null",
                "[]",
                "{",
                "{\"a\"",
                "{} {}",
                "{\"_auth_user_id\": tru}",
                "{\"\u00ff\": 1}",
                "\u0081",
                "\u0081\u00a1x",
                "\u0081\u00a1x\u00c1",
                "\u0081\u00a1x\u00c0\u00c0",
                "\u0081\u00c0\u00c0",
                "\u0081\u00a1\u00ff\u00c0",
                "\u00df\u00ff\u00ff\u00ff\u00ff",
                "\u0081\u00a1x\u00db\u00ff\u00ff\u00ff\u00ff",
                "\u0081\u00a1x\u00dd\u00ff\u00ff\u00ff\u00ff",
                "\u0093\u00c0\u00c0\u00c0",
                "x\u009c garbage",
                "\u001f\u008b garbage"
            })
    void what_is_no_session_is_told_apart(String value) {
        // A dict without members is MessagePack's shortest.
        assertThat(CachedSessions.read(message(value)))
                .isEqualTo(
                        value.equals("\u0080")
                                ? new Decoded(new SessionData(null, null, null, null))
                                : Unreadable.MALFORMED);
    }

    @Test
    void deeply_nested_json_is_harmless() {
        String deep = "{\"a\":" + "[".repeat(500_000);
        assertThat(CachedSessions.read(deep.getBytes(UTF_8))).isEqualTo(Unreadable.MALFORMED);
    }

    private interface Compression {
        OutputStream over(OutputStream out) throws IOException;
    }

    private static byte[] compressed(Compression compression, byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compression.over(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    @Test
    void zlib_and_gzip_are_undone_up_to_a_limit() throws IOException {
        byte[] session = pickle("\u008c\u00017");
        assertThat(CachedSessions.read(compressed(DeflaterOutputStream::new, session)))
                .isEqualTo(new Decoded(SEVEN));
        assertThat(CachedSessions.read(compressed(GZIPOutputStream::new, session)))
                .isEqualTo(new Decoded(SEVEN));

        byte[] bomb = new byte[200 << 20];
        assertThat(CachedSessions.read(compressed(DeflaterOutputStream::new, bomb)))
                .isEqualTo(Unreadable.TOO_LARGE);
        assertThat(CachedSessions.read(compressed(GZIPOutputStream::new, bomb))).isEqualTo(Unreadable.TOO_LARGE);
        assertThat(CachedSessions.read(new byte[DecodedSession.MAX_BYTES + 1])).isEqualTo(Unreadable.TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00fd7zXZ\u0000...", "\u0004\"M\u0018...", "(\u00b5/\u00fd..."})
    void other_compressions_are_named(String value) {
        assertThat(CachedSessions.read(message(value))).isEqualTo(Unreadable.COMPRESSION);
    }

    private static byte[] message(String latin) {
        return latin.getBytes(ISO_8859_1);
    }
}
