package dev.carillon.gateway.auth.jwt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.testing.TestJwt;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SignedTokenTest {
    private static final List<String> TYPES = List.of("jwt", "at+jwt");

    @Test
    void a_token_is_taken_apart() {
        SignedToken token =
                Objects.requireNonNull(parse("{\"alg\":\"ES256\",\"kid\":\"a\",\"typ\":\"JWT\"}", "{\"sub\":\"7\"}"));
        assertThat(token.algorithm()).isEqualTo("ES256");
        assertThat(token.keyId()).isEqualTo("a");
        assertThat(token.claims().path("sub").asText()).isEqualTo("7");
        assertThat(token).hasToString("SignedToken[ES256]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"x\"}",
                " {\"alg\":\"x\"}\n",
                "{\"alg\":\"x\",\"typ\":\"jwt\"}",
                "{\"alg\":\"x\",\"typ\":\"application/at+JWT\"}",
                "{\"alg\":\"x\",\"jku\":\"https://evil.example\",\"jwk\":{\"kty\":\"oct\"}}",
            })
    void headers_that_are_taken(String header) {
        assertThat(parse(header, "{}")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "[\"alg\"]",
                "{\"alg\":null}",
                "{\"alg\":7}",
                "{\"alg\":[\"HS256\"]}",
                "{\"alg\":\"x\",\"alg\":\"y\"}",
                "{\"alg\":\"x\",\"\\u0061lg\":\"y\"}",
                "{\"alg\":\"x\"}{}",
                "{\"alg\":\"x\"",
                "\ufeff{\"alg\":\"x\"}",
                "{\"alg\":\"x\",\"crit\":[\"exp\"]}",
                "{\"alg\":\"x\",\"crit\":[]}",
                "{\"alg\":\"x\",\"b64\":false}",
                "{\"alg\":\"x\",\"enc\":\"A128GCM\"}",
                "{\"alg\":\"x\",\"cty\":\"JWT\"}",
                "{\"alg\":\"x\",\"cty\":\"application/jwt\"}",
                "{\"alg\":\"x\",\"typ\":\"JOSE\"}",
                "{\"alg\":\"x\",\"typ\":\"dpop+jwt\"}",
                "{\"alg\":\"x\",\"typ\":7}",
                "{\"alg\":\"x\",\"typ\":null}",
                "{\"alg\":\"x\",\"kid\":7}",
                "{\"alg\":\"x\",\"kid\":null}",
            })
    void headers_that_are_refused(String header) {
        assertThat(parse(header, "{}")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "7",
                "\"x\"",
                "[]",
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,}",
                "{} {}",
                "{\"a\":{\"b\":1,\"b\":2}}",
                "{'a':1}",
                "{\"a\":NaN}"
            })
    void payloads_that_are_refused(String payload) {
        assertThat(parse("{\"alg\":\"x\"}", payload)).isNull();
    }

    @Test
    void only_the_one_spelling_of_base64url_is_taken() {
        String good = TestJwt.with(TestJwt.input("{\"alg\":\"x\"}", "{ }"), new byte[] {1, 2, 3, 4});
        assertThat(parse(good)).isNotNull();
        String header = good.substring(0, good.indexOf('.'));
        String rest = good.substring(good.indexOf('.'));
        for (String bad : List.of(
                good + "=",
                good + "==",
                good + ".",
                "." + good,
                good + " ",
                " " + good,
                good.replaceFirst("\\.", ".."),
                good.substring(0, good.lastIndexOf('.')),
                good.substring(0, good.lastIndexOf('.') + 1),
                header + "=" + rest,
                header + "\n" + rest,
                // The last character's unused bits are not zero.
                good.substring(0, good.length() - 1) + (char) (good.charAt(good.length() - 1) + 1),
                good.replace('A', '+'),
                good.replace('A', '/'),
                good + "..",
                good + ".a.b",
                "..",
                "")) {
            assertThat(parse(bad)).as(bad).isNull();
        }
    }

    @Test
    void bytes_that_are_no_utf_8_are_refused() {
        byte[] latin = "{\"sub\":\"é\"}".getBytes(ISO_8859_1);
        byte[] utf16 = "{\"sub\":\"e\"}".getBytes(UTF_16BE);
        for (byte[] payload : List.of(latin, utf16)) {
            String token = TestJwt.base64("{\"alg\":\"x\"}".getBytes(UTF_8)) + "." + TestJwt.base64(payload) + ".AAAA";
            assertThat(parse(token)).isNull();
        }
    }

    @Test
    void size_and_depth_are_bounded() {
        String deep = "{\"a\":" + "[".repeat(16) + "]".repeat(16) + "}";
        assertThat(parse("{\"alg\":\"x\"}", "{\"a\":" + "[".repeat(15) + "]".repeat(15) + "}"))
                .isNotNull();
        assertThat(parse("{\"alg\":\"x\"}", deep)).isNull();
        assertThat(parse("{\"alg\":\"x\"}", "{\"a\":1" + "0".repeat(64) + "}")).isNull();
        assertThat(parse("{\"alg\":\"x\",\"kid\":\"" + "a".repeat(257) + "\"}", "{}"))
                .isNull();
        String input = TestJwt.input("{\"alg\":\"x\"}", "{}");
        int most = (SignedToken.LONGEST - input.length() - 1) * 3 / 4;
        assertThat(parse(TestJwt.with(input, new byte[most]))).isNotNull();
        assertThat(parse(TestJwt.with(input, new byte[most + 1]))).isNull();
    }

    /** Whoever takes a text from the wire tells by this which authenticator it is for. */
    @Test
    void what_looks_like_a_jwt_is_told_from_a_sesame_token() {
        Instant now = Instant.EPOCH;
        String jwt = TestJwt.hmac(256, new byte[32], "{\"alg\":\"HS256\"}", "{}");
        for (String like : List.of(
                jwt,
                TestJwt.hmac(256, new byte[32], " {\"typ\":\"JWT\", \"alg\":\"none\"} ", ""),
                TestJwt.input("{\"alg\":\"none\"}", "{}") + ".")) {
            assertThat(Credential.ofText(like, now)).isEqualTo(new Credential.JwtToken(like, now));
        }
        for (String unlike : List.of(
                "",
                "..",
                "a.b.c",
                "AAAAAZdzSbnC7Ckg2V5Xfw",
                jwt + "\n",
                jwt + ".a.b",
                jwt.substring(1),
                TestJwt.input("{\"typ\":\"JWT\"}", "{}") + ".",
                TestJwt.input("[\"alg\"]", "{}") + ".",
                "x".repeat(100_000))) {
            assertThat(Credential.ofText(unlike, now)).isEqualTo(new Credential.SesameToken(unlike, now));
        }
        assertThat(Credential.ofText(jwt, now)).hasToString("JwtToken[********]");
    }

    private static @Nullable SignedToken parse(String header, String payload) {
        return parse(TestJwt.with(TestJwt.input(header, payload), new byte[] {1}));
    }

    private static @Nullable SignedToken parse(String token) {
        return SignedToken.parse(token, TYPES);
    }
}
