package dev.carillon.gateway.auth.jwt.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.testing.TestJwt;
import dev.carillon.gateway.testing.TestKeys;
import java.security.KeyPair;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JwksTest {
    private static final Set<JwtAlgorithm> ALL = EnumSet.allOf(JwtAlgorithm.class);
    private static final KeyPair RSA = TestKeys.rsa();
    private static final KeyPair EC = TestKeys.ec("secp256r1");
    private static final String GOOD = TestKeys.jwk("good", RSA.getPublic());

    @Test
    void keys_are_bound_to_the_algorithm_that_they_name() {
        String bound = GOOD.replace("{", "{\"alg\": \"PS384\", ");
        assertThat(parse(bound).keys().algorithms()).containsExactly(JwtAlgorithm.PS384);
        assertThat(parse(GOOD).keys().algorithms()).hasSize(6);
        assertThat(Jwks.parse(TestKeys.jwks(GOOD).getBytes(UTF_8), EnumSet.of(JwtAlgorithm.RS256))
                        .keys()
                        .algorithms())
                .containsExactly(JwtAlgorithm.RS256);
    }

    @Test
    void keys_that_cannot_be_used_are_passed_over_and_named() {
        String ec = TestKeys.jwk(EC.getPublic());
        Jwks jwks = parse(
                GOOD.replace("{", "{\"use\": \"enc\", "),
                GOOD.replace("{", "{\"key_ops\": [\"encrypt\"], "),
                GOOD.replace("{", "{\"alg\": \"RSA-OAEP\", "),
                GOOD.replace("{", "{\"alg\": \"ES256\", "),
                "{\"kty\": \"oct\", \"k\": \"" + "A".repeat(64) + "\"}",
                "{\"kty\": \"OKP\", \"crv\": \"Ed25519\", \"x\": \"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
                TestKeys.jwk(TestKeys.rsa(1024).getPublic()),
                GOOD.replace("AQAB", "AQ"),
                GOOD.replace("AQAB", "AQAA"),
                GOOD.replace("AQAB", "*"),
                GOOD.replace("\"e\"", "\"f\""),
                ec.replace("P-256", "P-384"),
                ec.replace("P-256", "secp256k1"),
                ec.replaceFirst("\"x\": \"..", "\"x\": \"AB"),
                "[]",
                "null",
                "7",
                GOOD);
        assertThat(jwks.keys().size()).isEqualTo(1);
        assertThat(jwks.keys().knows("good")).isTrue();
        assertThat(jwks.passedOver())
                .hasSize(17)
                .contains(
                        "key 1 is not for signatures",
                        "key 3 is for an algorithm that is not accepted",
                        "key 5 is a shared secret: set jwt.secrets to it instead",
                        "key 8 has an exponent that is no good",
                        "key 12 is no point of its curve")
                .anyMatch(words -> words.contains("1024 bits"));
    }

    @Test
    void private_members_and_unknown_ones_do_no_harm() {
        Jwks jwks = parse(GOOD.replace("{", "{\"d\": \"AAAA\", \"x5t\": 7, \"key_ops\": [\"verify\", \"sign\"], "));
        String token = TestJwt.signed("RS256", RSA.getPrivate(), "{}", "{}");
        assertThat(jwks.keys().verify(JwtAlgorithm.RS256, "good", Jws.of(token)))
                .isEqualTo(KeyRing.Verdict.VERIFIED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "<html>503</html>",
                "{\"keys\": {}}",
                "{\"keys\": []} {}",
                "{\"keys\": [], \"keys\": []}",
                "{\"keys\": [",
                "\ufeff{\"keys\": []}",
            })
    void what_is_no_jwks_is_told(String document) {
        assertThatThrownBy(() -> Jwks.parse(document.getBytes(UTF_8), ALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no JWKS");
    }

    @Test
    void a_jwks_without_a_key_that_can_be_used_is_told() {
        assertThatThrownBy(() -> parse()).hasMessage("holds no key that can be used");
        assertThatThrownBy(() -> parse("{\"kty\": \"oct\"}")).hasMessageContaining("key 1 is a shared secret");
    }

    @Test
    void depth_and_number_are_bounded() {
        String deep = "{\"keys\": " + "[".repeat(1000) + "]".repeat(1000) + "}";
        assertThatThrownBy(() -> Jwks.parse(deep.getBytes(UTF_8), ALL)).hasMessageContaining("is no JWKS");
        assertThatThrownBy(() -> parse(Collections.nCopies(101, GOOD).toArray(String[]::new)))
                .hasMessageContaining("101 keys");
        assertThatThrownBy(() -> Jwks.parse(new byte[] {'{', (byte) 0xff, '}'}, ALL))
                .hasMessageContaining("is no JWKS");
    }

    private static Jwks parse(String... keys) {
        return Jwks.parse(TestKeys.jwks(keys).getBytes(UTF_8), ALL);
    }
}
