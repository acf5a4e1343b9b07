package dev.carillon.gateway.auth.jwt.keys;

import static dev.carillon.gateway.auth.jwt.keys.KeyRing.Verdict.BAD_SIGNATURE;
import static dev.carillon.gateway.auth.jwt.keys.KeyRing.Verdict.NO_KEY;
import static dev.carillon.gateway.auth.jwt.keys.KeyRing.Verdict.VERIFIED;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.gateway.settings.Secret;
import dev.carillon.gateway.testing.TestJwt;
import dev.carillon.gateway.testing.TestKeys;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class KeyRingTest {
    private static final Set<JwtAlgorithm> ALL = EnumSet.allOf(JwtAlgorithm.class);
    private static final KeyPair RSA = TestKeys.rsa();
    private static final KeyPair PSS = TestKeys.rsaPss();
    private static final KeyPair P256 = TestKeys.ec("secp256r1");
    private static final KeyPair P384 = TestKeys.ec("secp384r1");
    private static final KeyPair P521 = TestKeys.ec("secp521r1");
    private static final String SECRET = "s".repeat(64);

    static Stream<JsonNode> vectors() throws IOException {
        try (InputStream file = KeyRingTest.class.getResourceAsStream("/vectors/jws/rfc.json")) {
            return new JsonMapper().readTree(Objects.requireNonNull(file)).valueStream();
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void the_examples_of_the_rfcs_are_verified_and_no_change_of_them_is(JsonNode vector) {
        JwtAlgorithm algorithm = JwtAlgorithm.valueOf(vector.get("alg").asText());
        JsonNode jwk = vector.get("jwk");
        KeyRing keys = jwk.get("kty").asText().equals("oct")
                ? secrets("base64:" + jwk.get("k").asText())
                : Jwks.parse(TestKeys.jwks(jwk.toString()).getBytes(UTF_8), ALL).keys();
        String token = vector.get("token").asText();
        assertThat(keys.verify(algorithm, null, Jws.of(token)))
                .as(vector.get("source").asText())
                .isEqualTo(VERIFIED);
        byte[] signature = Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
        String input = token.substring(0, token.lastIndexOf('.'));
        for (int i = 0; i < signature.length; i++) {
            byte[] changed = signature.clone();
            changed[i] ^= (byte) (1 << i % 8);
            assertThat(keys.verify(algorithm, null, Jws.of(TestJwt.with(input, changed))))
                    .isEqualTo(BAD_SIGNATURE);
        }
        String other = input.replaceFirst("\\.S|\\.e|\\.U", ".f");
        assertThat(keys.verify(algorithm, null, Jws.of(TestJwt.with(other, signature))))
                .isEqualTo(BAD_SIGNATURE);
        for (JwtAlgorithm wrong : EnumSet.complementOf(EnumSet.of(algorithm))) {
            assertThat(keys.verify(wrong, null, Jws.of(token))).as(wrong.name()).isNotEqualTo(VERIFIED);
        }
    }

    /** What the JDK signs as an algorithm is verified as that one, by that key, and as no other, by no other. */
    @ParameterizedTest
    @EnumSource
    void every_algorithm_verifies_its_own_only(JwtAlgorithm signing) {
        String token = sign(signing);
        List<KeyRing> rings = Stream.of(RSA, PSS, P256, P384, P521)
                .map(pair -> publicKeys(TestKeys.pem(pair.getPublic())))
                .toList();
        KeyRing right = signing.isCheap()
                ? secrets(SECRET)
                : rings.get(List.of(RSA, PSS, P256, P384, P521).indexOf(pair(signing)));
        for (JwtAlgorithm claimed : JwtAlgorithm.values()) {
            assertThat(right.verify(claimed, null, Jws.of(token)) == VERIFIED)
                    .as("%s as %s", signing, claimed)
                    .isEqualTo(claimed == signing);
            for (KeyRing ring : rings) {
                assertThat(ring == right || ring.verify(claimed, null, Jws.of(token)) != VERIFIED)
                        .isTrue();
            }
        }
    }

    private static KeyPair pair(JwtAlgorithm algorithm) {
        return switch (algorithm) {
            case ES256 -> P256;
            case ES384 -> P384;
            case ES512 -> P521;
            default -> RSA;
        };
    }

    private static String sign(JwtAlgorithm algorithm) {
        String header = "{\"alg\":\"" + algorithm + "\"}";
        return algorithm.isCheap()
                ? TestJwt.hmac(Integer.parseInt(algorithm.name().substring(2)), SECRET.getBytes(UTF_8), header, "{}")
                : TestJwt.signed(algorithm.name(), pair(algorithm).getPrivate(), header, "{}");
    }

    @Test
    void a_key_knows_which_algorithms_are_its_own() {
        assertThat(publicKeys(TestKeys.pem(RSA.getPublic())).algorithms())
                .extracting(Enum::name)
                .containsExactlyInAnyOrder("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
        assertThat(publicKeys(TestKeys.pem(PSS.getPublic())).algorithms())
                .extracting(Enum::name)
                .containsExactlyInAnyOrder("PS256", "PS384", "PS512");
        assertThat(publicKeys(TestKeys.pem(P384.getPublic())).algorithms()).containsExactly(JwtAlgorithm.ES384);
        assertThat(secrets("s".repeat(32)).algorithms()).containsExactly(JwtAlgorithm.HS256);
        assertThat(secrets("s".repeat(48)).algorithms()).containsOnly(JwtAlgorithm.HS256, JwtAlgorithm.HS384);
        assertThat(secrets("s".repeat(64)).algorithms()).hasSize(3);
    }

    @Test
    void a_pss_key_verifies_what_it_signed() {
        String token = TestJwt.signed("PS256", PSS.getPrivate(), "{}", "{}");
        assertThat(publicKeys(TestKeys.pem(PSS.getPublic())).verify(JwtAlgorithm.PS256, null, Jws.of(token)))
                .isEqualTo(VERIFIED);
    }

    /** CVE-2022-21449: r and s of zero, or of the order, once verified everything. */
    @Test
    void degenerate_signatures_on_curves_are_refused() {
        KeyRing keys = publicKeys(TestKeys.pem(P256.getPublic()));
        BigInteger order = JwtAlgorithm.curve("secp256r1").getOrder();
        String input = TestJwt.input("{\"alg\":\"ES256\"}", "{}");
        byte[] genuine = TestJwt.signature("ES256", P256.getPrivate(), input);
        List<byte[]> forged = List.of(
                new byte[64],
                pair(order, order),
                pair(BigInteger.ONE, BigInteger.ZERO),
                pair(BigInteger.ZERO, BigInteger.ONE),
                pair(order, BigInteger.ONE),
                new byte[1],
                new byte[63],
                new byte[65],
                Arrays.copyOf(genuine, 128),
                new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0});
        for (byte[] signature : forged) {
            assertThat(keys.verify(JwtAlgorithm.ES256, null, Jws.of(TestJwt.with(input, signature))))
                    .isEqualTo(BAD_SIGNATURE);
        }
        assertThat(keys.verify(JwtAlgorithm.ES256, null, Jws.of(TestJwt.with(input, genuine))))
                .isEqualTo(VERIFIED);
    }

    private static byte[] pair(BigInteger r, BigInteger s) {
        byte[] both = new byte[64];
        copy(r, both, 32);
        copy(s, both, 64);
        return both;
    }

    private static void copy(BigInteger number, byte[] to, int end) {
        byte[] bytes = number.toByteArray();
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, to, end - length, length);
    }

    @Test
    void key_ids_name_the_keys_to_try() {
        String old = "a".repeat(32);
        String young = "b".repeat(32);
        String unnamed = "c".repeat(32);
        KeyRing keys = secrets("kid:old:" + old, "kid:young:" + young, unnamed);
        assertThat(verify(keys, old, "old")).isEqualTo(VERIFIED);
        assertThat(verify(keys, young, "young")).isEqualTo(VERIFIED);
        assertThat(verify(keys, old, "young")).isEqualTo(BAD_SIGNATURE);
        assertThat(verify(keys, unnamed, "young")).isEqualTo(BAD_SIGNATURE);
        for (String secret : List.of(old, young, unnamed)) {
            assertThat(verify(keys, secret, null))
                    .as("without a key id all are tried")
                    .isEqualTo(VERIFIED);
        }
        assertThat(verify(keys, unnamed, "unknown")).isEqualTo(VERIFIED);
        assertThat(verify(keys, old, "unknown")).isEqualTo(BAD_SIGNATURE);
        assertThat(verify(secrets("kid:old:" + old), old, "unknown")).isEqualTo(NO_KEY);
        assertThat(verify(secrets("kid:old:" + old), old, "")).isEqualTo(NO_KEY);
    }

    private static KeyRing.Verdict verify(KeyRing keys, String secret, @Nullable String keyId) {
        return keys.verify(JwtAlgorithm.HS256, keyId, Jws.of(TestJwt.hmac(256, secret.getBytes(US_ASCII), "{}", "{}")));
    }

    private static KeyRing secrets(String... items) {
        return ConfiguredKeys.secrets(Stream.of(items).map(Secret::of).toList(), ALL);
    }

    private static KeyRing publicKeys(String... items) {
        return ConfiguredKeys.publicKeys(List.of(items), ALL);
    }
}
