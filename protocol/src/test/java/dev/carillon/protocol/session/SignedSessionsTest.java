package dev.carillon.protocol.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.session.DecodedSession.Decoded;
import dev.carillon.protocol.session.DecodedSession.Unreadable;
import dev.carillon.protocol.signing.DjangoSecretKey;
import dev.carillon.protocol.signing.DjangoSigner;
import dev.carillon.protocol.signing.SaltedHmac;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the vectors lack: genuine signatures over odd payloads. */
final class SignedSessionsTest {
    private static final List<DjangoSecretKey> SECRETS = List.of(DjangoSecretKey.ofText("secret"));
    private static final Instant MADE = Instant.ofEpochSecond(1_714_979_289);
    private static final DjangoSigner SIGNER =
            new DjangoSigner(SaltedHmac.Algorithm.SHA256, SignedSessions.TABLE_SALT, SECRETS);

    private final SignedSessions sessions = new SignedSessions(SignedSessions.TABLE_SALT, SECRETS);

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private DecodedSession read(String data) {
        return sessions.read(SIGNER.sign(data + ":1s3sSH")).session();
    }

    private DecodedSession readJson(String json) {
        return read(base64(json.getBytes(ISO_8859_1)));
    }

    private static String compressed(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(plain);
        }
        return "." + base64(bytes.toByteArray());
    }

    @Test
    void of_repeated_keys_the_last_counts() {
        assertThat(readJson("{\"_auth_user_id\":\"6\",\"x\":{\"_auth_user_id\":\"8\"},\"_auth_user_id\":\"7\"}"))
                .isEqualTo(new Decoded(new SessionData("7", null, null, null)));
        assertThat(readJson("{\"_auth_user_id\":\"6\",\"_auth_user_id\":[]}"))
                .isEqualTo(new Decoded(new SessionData(null, null, null, null)));
    }

    @Test
    void the_time_of_the_signature_is_told() {
        assertThat(sessions.read(SIGNER.sign(base64("{}".getBytes(ISO_8859_1)) + ":1s3sSH"))
                        .at())
                .isEqualTo(MADE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "null", "\"x\"", "", "{", "{}{}", "{\"a\":1,}", "{'a':1}"})
    void what_is_no_object_is_no_session(String json) {
        assertThat(readJson(json)).isEqualTo(Unreadable.MALFORMED);
    }

    @Test
    void a_signed_pickle_is_not_read() {
        assertThat(readJson("\u0080\u0004}.")).isEqualTo(Unreadable.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!!", ".", ".e30", "..", "e30="})
    void data_that_is_no_base64_or_no_zlib_is_told_apart(String data) {
        assertThat(read(data)).isIn(Unreadable.MALFORMED, new Decoded(new SessionData(null, null, null, null)));
        assertThat(read("!!")).isEqualTo(Unreadable.MALFORMED);
        assertThat(read(".e30")).isEqualTo(Unreadable.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"e30", "e30:", "e30:-1", "e30:1_s", "e30:11111111111", ""})
    void without_a_time_it_is_not_a_session(String value) {
        assertThat(sessions.read(SIGNER.sign(value)).session()).isEqualTo(Unreadable.MALFORMED);
    }

    @Test
    void what_is_inflated_is_bounded() throws IOException {
        assertThat(read(compressed("{\"_auth_user_id\":\"7\"}".getBytes(ISO_8859_1))))
                .isEqualTo(new Decoded(new SessionData("7", null, null, null)));
        assertThat(read(compressed(new byte[100 << 20]))).isEqualTo(Unreadable.TOO_LARGE);
        assertThat(sessions.read("x".repeat(3 << 20)).session()).isEqualTo(Unreadable.TOO_LARGE);
        assertThat(readJson("{\"a\":\"" + "x".repeat(1 << 20) + "\"}")).isEqualTo(Unreadable.TOO_LARGE);
    }

    @Test
    void the_age_itself_is_not_yet_too_old() {
        String signed = SIGNER.sign("e30:1s3sSH");
        Duration age = Duration.ofMinutes(10);
        assertThat(sessions.read(signed, MADE.plus(age), age).session()).isInstanceOf(Decoded.class);
        assertThat(sessions.read(signed, MADE.plus(age).plusNanos(1), age).session())
                .isEqualTo(Unreadable.EXPIRED);
        assertThat(sessions.read("x" + signed, MADE.plus(age).plusNanos(1), age).session())
                .isEqualTo(Unreadable.BAD_SIGNATURE);
    }

    @ParameterizedTest
    @CsvSource({
        ",2024-05-06T07:18:09Z",
        "0,2024-05-06T07:18:09Z",
        "300,2024-05-06T07:13:09Z",
        "0.5,2024-05-06T07:08:09.500Z",
        "-5,2024-05-06T07:08:04Z",
        "2024-06-01T12:00:00.123456+00:00,2024-06-01T12:00:00.123456Z",
        "2024-06-01T12:00:00+02:00,2024-06-01T10:00:00Z",
        "2024-06-01T12:00:00,2024-06-01T10:00:00Z",
        "soon,2024-05-06T07:18:09Z",
        "NaN,2024-05-06T07:18:09Z",
        "1e300,2024-05-06T07:18:09Z"
    })
    void a_session_may_have_an_end_of_its_own(String expiry, Instant end) {
        SessionData data = new SessionData("7", null, null, expiry);
        assertThat(data.end(MADE, Duration.ofMinutes(10), ZoneId.of("Europe/Paris")))
                .isEqualTo(end);
        assertThat(MADE.atOffset(ZoneOffset.UTC)).hasToString("2024-05-06T07:08:09Z");
    }

    @Test
    void no_hash_is_printed() {
        SessionData data = new SessionData("7", "a.Backend", "0123abcd", null);
        assertThat(data.toString()).contains("7", "a.Backend").doesNotContain("0123abcd");
        assertThat(SessionKey.of("abcdefgh")).hasToString("SessionKey[********]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1234567", "with space", "tab\tinside", "nul\u0000inside", "ünïcödé-key", "del\u007finside"})
    void a_key_that_no_session_has_is_none(String cookie) {
        assertThat(SessionKey.of(cookie)).isNull();
        assertThat(SessionKey.of("x".repeat(129))).isNull();
        assertThat(SessionKey.of("x".repeat(128))).isNotNull();
    }
}
