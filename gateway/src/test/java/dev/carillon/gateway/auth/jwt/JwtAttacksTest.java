package dev.carillon.gateway.auth.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.auth.AuthResult.Reason;
import dev.carillon.gateway.testing.JwksServer;
import dev.carillon.gateway.testing.TestJwt;
import dev.carillon.gateway.testing.TestKeys;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that try to choose how they are verified. */
@Timeout(60)
final class JwtAttacksTest {
    private final JwtBed bed = new JwtBed();

    @AfterEach
    void end() {
        bed.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", "", "HS257", "hs256", "ES256K", "EdDSA", "RSA-OAEP", "dir"})
    void no_algorithm_is_none(String algorithm) {
        bed.use(JwtSettings.with("PUBLIC_KEYS", JwtBed.PUBLIC));
        String header = "{\"alg\":\"" + algorithm + "\"}";
        String input = TestJwt.input(header, JwtBed.CLAIMS);
        assertThat(bed.judge(input + ".")).isEqualTo(new AuthResult.Rejected(Reason.MALFORMED));
        bed.assertRejected(TestJwt.with(input, new byte[] {0}), Reason.UNKNOWN_KEY);
        bed.assertRejected(TestJwt.hmac(256, JwtBed.SECRET, header, JwtBed.CLAIMS), Reason.UNKNOWN_KEY);
        bed.assertRejected(TestJwt.hmac(256, new byte[1], header, JwtBed.CLAIMS), Reason.UNKNOWN_KEY);
        assertThat(bed.users.lookUps).hasValue(0);
    }

    /** Whoever has the public key, and everybody has, signs with it as if it were a secret, in every form it may have. */
    @Test
    void a_public_key_is_never_a_secret() {
        String certificate = "-----BEGIN CERTIFICATE-----";
        for (JwtConfig config : List.of(
                JwtSettings.of(Map.of("PUBLIC_KEYS", JwtBed.PUBLIC)), JwtSettings.with("PUBLIC_KEYS", JwtBed.PUBLIC))) {
            bed.use(config);
            for (byte[] secret : List.of(
                    JwtBed.PUBLIC.getBytes(US_ASCII),
                    JwtBed.PUBLIC.strip().getBytes(US_ASCII),
                    JwtBed.PUBLIC.replace("\n", "\r\n").getBytes(US_ASCII),
                    JwtBed.PUBLIC.replaceAll("-----.*-----|\\n", "").getBytes(US_ASCII),
                    Objects.requireNonNull(JwtBed.RSA.getPublic().getEncoded()),
                    certificate.getBytes(US_ASCII))) {
                for (int bits : new int[] {256, 384, 512}) {
                    String token = TestJwt.hmac(bits, secret, "{\"alg\":\"HS" + bits + "\"}", JwtBed.CLAIMS);
                    assertThat(bed.judge(token)).isInstanceOf(AuthResult.Rejected.class);
                    String claimed = TestJwt.hmac(bits, secret, "{\"alg\":\"RS256\"}", JwtBed.CLAIMS);
                    bed.assertRejected(claimed, Reason.BAD_SIGNATURE);
                }
            }
            assertThat(bed.judge(JwtBed.rs256(JwtBed.CLAIMS))).isInstanceOf(AuthResult.Accepted.class);
        }
    }

    @Test
    void the_header_cannot_bring_or_name_a_key_of_its_own() throws Exception {
        KeyPair evil = TestKeys.rsa();
        try (JwksServer server = new JwksServer()) {
            server.serve(TestKeys.jwks(TestKeys.jwk("evil", evil.getPublic())));
            bed.use(JwtSettings.with("PUBLIC_KEYS", "kid:ours:" + JwtBed.PUBLIC));
            for (String parameters : List.of(
                    "\"jwk\":" + TestKeys.jwk("evil", evil.getPublic()),
                    "\"jku\":\"" + server.url() + "\"",
                    "\"x5u\":\"" + server.url() + "\"",
                    "\"kid\":\"evil\"",
                    "\"kid\":\"../../../../dev/null\"",
                    "\"kid\":\"/proc/self/environ\"",
                    "\"kid\":\"" + server.url() + "\"",
                    "\"kid\":\"ours' OR '1'='1\"",
                    "\"kid\":\"ours\\u0000\"",
                    "\"kid\":\"OURS\"",
                    "\"kid\":\"ours\"")) {
                String header = "{\"alg\":\"RS256\"," + parameters + "}";
                assertThat(bed.judge(TestJwt.signed("RS256", evil.getPrivate(), header, JwtBed.CLAIMS)))
                        .as(parameters)
                        .isInstanceOf(AuthResult.Rejected.class);
                // What an empty or unreadable key file would be.
                assertThat(bed.judge(TestJwt.hmac(256, new byte[1], header.replace("RS", "HS"), JwtBed.CLAIMS)))
                        .isInstanceOf(AuthResult.Rejected.class);
            }
            assertThat(server.fetches()).isZero();
        }
    }

    @Test
    void an_algorithm_that_is_not_allowed_is_refused_though_the_key_could() {
        bed.use(JwtSettings.of(Map.of("PUBLIC_KEYS", JwtBed.PUBLIC, "ALGORITHMS", "PS256")));
        bed.assertRejected(JwtBed.rs256(JwtBed.CLAIMS), Reason.UNKNOWN_KEY);
        assertThat(bed.judge(TestJwt.signed("PS256", JwtBed.RSA.getPrivate(), "{\"alg\":\"PS256\"}", JwtBed.CLAIMS)))
                .isInstanceOf(AuthResult.Accepted.class);
        bed.assertRejected(
                TestJwt.signed("RS256", JwtBed.RSA.getPrivate(), "{\"alg\":\"PS256\"}", JwtBed.CLAIMS),
                Reason.BAD_SIGNATURE);
    }
}
