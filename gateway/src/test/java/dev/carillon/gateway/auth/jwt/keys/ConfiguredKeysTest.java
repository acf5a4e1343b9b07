package dev.carillon.gateway.auth.jwt.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.settings.Secret;
import dev.carillon.gateway.testing.TestJwt;
import dev.carillon.gateway.testing.TestKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfiguredKeysTest {
    private static final Set<JwtAlgorithm> ALL = EnumSet.allOf(JwtAlgorithm.class);
    private static final KeyPair RSA = TestKeys.rsa();

    /** Self-signed with a 2048-bit key, by keytool; valid for one day in 2024. */
    private static final String CERTIFICATE = "/vectors/jws/expired-certificate.pem";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void a_secret_is_written_as_text_base64_or_hex() {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (0xf0 + i);
        }
        String base64 = Base64.getEncoder().encodeToString(bytes);
        for (String written : List.of(
                "base64:" + base64,
                "base64:" + base64.replace("=", ""),
                "base64:" + base64.replace('+', '-').replace('/', '_'),
                "hex:" + HexFormat.of().formatHex(bytes),
                "kid:a:hex:" + HexFormat.of().withUpperCase().formatHex(bytes))) {
            assertVerifies(written, bytes);
        }
        assertVerifies("é".repeat(16), "é".repeat(16).getBytes(UTF_8));
        String awkward = "base64:is only the beginning of it: ok";
        assertVerifies("text:" + awkward, awkward.getBytes(UTF_8));
        assertVerifies("kid:x:text:" + awkward, awkward.getBytes(UTF_8));
    }

    private static void assertVerifies(String written, byte[] secret) {
        KeyRing keys = ConfiguredKeys.secrets(List.of(Secret.of(written)), ALL);
        assertThat(keys.verify(JwtAlgorithm.HS256, null, Jws.of(TestJwt.hmac(256, secret, "{}", "{}"))))
                .as(written)
                .isEqualTo(KeyRing.Verdict.VERIFIED);
    }

    @Test
    void a_secret_that_is_too_short_is_refused_and_not_shown() {
        assertSecretRefused("hunter2", ALL, "the key has 7 bytes; HS256 needs at least 32, HS384 48 and HS512 64");
        assertSecretRefused("kid:a:" + "hunter2".repeat(4), ALL, "has 28 bytes");
        assertSecretRefused(
                "hunter2".repeat(5),
                EnumSet.of(JwtAlgorithm.HS512),
                "fits [HS256], but jwt.algorithms allows only [HS512]");
        assertSecretRefused("hunter2".repeat(5), EnumSet.of(JwtAlgorithm.RS256), "allows only [RS256]");
        assertThatThrownBy(() -> ConfiguredKeys.secrets(List.of(Secret.of("a".repeat(32)), Secret.of("short")), ALL))
                .hasMessageStartingWith("key 2 has 5 bytes");
    }

    @Test
    void a_secret_that_is_not_what_its_prefix_says_is_refused_and_not_shown() {
        assertSecretRefused("base64:hunter2!hunter2!hunter2!hunter2!", ALL, "is not the base64 or hex");
        assertSecretRefused("hex:hunter2", ALL, "is not the base64 or hex");
    }

    /** The oldest trap: who has the public key, and all have, could sign with it as if it were a secret. */
    @Test
    void a_public_key_is_no_secret() {
        assertSecretRefused(TestKeys.pem(RSA.getPublic()), ALL, "set jwt.public_keys");
    }

    private static void assertSecretRefused(String written, Set<JwtAlgorithm> allowed, String words) {
        assertThatThrownBy(() -> ConfiguredKeys.secrets(List.of(Secret.of(written)), allowed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words)
                .satisfies(e -> assertThat(Stream.iterate(e, t -> t != null, Throwable::getCause))
                        .noneMatch(t -> String.valueOf(t.getMessage()).contains("hunter")));
    }

    @Test
    void a_public_key_stands_in_the_list_or_in_a_file_also_several_of_them() throws Exception {
        KeyPair ec = TestKeys.ec("secp521r1");
        String both = "# ours\n" + TestKeys.pem(RSA.getPublic()) + "\r\n" + TestKeys.pem(ec.getPublic());
        Path file = Files.writeString(directory.resolve("keys.pem"), both);
        assertThat(read(both).size()).isEqualTo(2);
        KeyRing keys = read("kid:x:" + file);
        assertThat(keys.size()).isEqualTo(2);
        assertThat(keys.knows("x")).isTrue();
        assertThat(keys.hasUnnamed()).isFalse();
        assertThat(keys.algorithms())
                .contains(JwtAlgorithm.ES512, JwtAlgorithm.PS256)
                .hasSize(7);
    }

    @Test
    void a_certificate_is_an_envelope_of_its_key_whatever_its_dates() throws Exception {
        try (var in = getClass().getResourceAsStream(CERTIFICATE)) {
            KeyRing keys = read(new String(in.readAllBytes(), UTF_8));
            assertThat(keys.algorithms()).contains(JwtAlgorithm.RS256);
        }
    }

    @Test
    void a_public_key_that_cannot_be_used_is_refused_with_the_remedy() {
        assertKeyRefused(TestKeys.pem(RSA.getPrivate()), "holds a private key", "openssl pkey", "-pubout");
        assertKeyRefused(pem("RSA PUBLIC KEY", "AAAA"), "PKCS#1", "-RSAPublicKey_in");
        assertKeyRefused(pem("CERTIFICATE REQUEST", "AAAA"), "'CERTIFICATE REQUEST'");
        assertKeyRefused(pem("CERTIFICATE", "AAAA"), "damaged certificate");
        assertKeyRefused(pem("PUBLIC KEY", "AAAA"), "damaged public key");
        assertKeyRefused(TestKeys.pem(TestKeys.ed25519().getPublic()), "neither RSA nor EC");
        assertKeyRefused(TestKeys.pem(TestKeys.rsa(1024).getPublic()), "1024 bits", "at least 2048");
        assertKeyRefused("-----BEGIN PUBLIC KEY-----", "holds no public key");
        assertKeyRefused(directory.resolve("absent.pem").toString(), "cannot be read from the file", "absent.pem");
        assertKeyRefused("nul\0.pem", "cannot be read");
        assertKeyRefused(directory.toString(), "cannot be read");
        assertThatThrownBy(() -> ConfiguredKeys.publicKeys(
                        List.of(TestKeys.pem(RSA.getPublic())), EnumSet.of(JwtAlgorithm.ES256, JwtAlgorithm.HS256)))
                .hasMessageContaining("allows only [HS256, ES256]");
    }

    private static void assertKeyRefused(String written, String... words) {
        assertThatThrownBy(() -> read(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(words);
    }

    private static String pem(String label, String content) {
        return "-----BEGIN " + label + "-----\n" + content + "\n-----END " + label + "-----\n";
    }

    private static KeyRing read(String written) {
        return ConfiguredKeys.publicKeys(List.of(written), ALL);
    }

    @Test
    void what_signs_a_token_for_trying_out_is_the_first_secret_or_a_private_key() {
        List<Secret> secrets = List.of(Secret.of("kid:a:" + "s".repeat(64)), Secret.of("t".repeat(64)));
        assertThat(ConfiguredKeys.signer(secrets, ALL).keyId()).isEqualTo("a");
        assertThat(ConfiguredKeys.signer(secrets, ALL).algorithm().getName()).isEqualTo("HS256");
        assertThat(ConfiguredKeys.signer(secrets, EnumSet.of(JwtAlgorithm.HS384))
                        .algorithm()
                        .getName())
                .isEqualTo("HS384");
        String pem = TestKeys.pem(RSA.getPrivate());
        assertThat(ConfiguredKeys.signer(pem, "b", ALL).algorithm().getName()).isEqualTo("RS256");
        assertThatThrownBy(() -> ConfiguredKeys.signer(List.of(), ALL)).hasMessageContaining("no shared secret");
        assertThatThrownBy(() -> ConfiguredKeys.signer(pem("EC PRIVATE KEY", "AAAA"), null, ALL))
                .hasMessageContaining("openssl pkcs8");
        assertThatThrownBy(() -> ConfiguredKeys.signer(pem, null, EnumSet.of(JwtAlgorithm.ES256)))
                .hasMessageContaining("allows only [ES256]");
    }
}
