package dev.carillon.protocol.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.protocol.signing.SaltedHmac.Algorithm;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The values are Django 5.2's own. */
final class DjangoSignerTest {
    private static final DjangoSecretKey KEY = DjangoSecretKey.ofText("clé 1");
    private static final DjangoSecretKey OLDER = DjangoSecretKey.ofText("key 0");
    private static final String SIGNED = "válue:1s3sSH:QAXt_HFee6RS7MOTeABkOFxd06XPrQ-VFl_E0LOUCJo";
    private static final String SIGNED_SHA1 = "válue:1s3sSH:wQVIs8Tw5RAeQMNMH0KXe8Tv1TU";

    @Test
    void a_value_is_signed_as_django_signs_it() {
        assertThat(signer(Algorithm.SHA256, KEY).sign("válue:1s3sSH")).isEqualTo(SIGNED);
        assertThat(signer(Algorithm.SHA1, KEY).sign("válue:1s3sSH")).isEqualTo(SIGNED_SHA1);
    }

    @Test
    void a_signature_of_any_of_the_keys_is_good_and_no_other() {
        assertThat(signer(Algorithm.SHA256, KEY).unsign(SIGNED)).isEqualTo("válue:1s3sSH");
        assertThat(signer(Algorithm.SHA256, OLDER, KEY).unsign(SIGNED)).isEqualTo("válue:1s3sSH");
        assertThat(signer(Algorithm.SHA256, OLDER).unsign(SIGNED)).isNull();
        assertThat(signer(Algorithm.SHA1, KEY).unsign(SIGNED)).isNull();
        assertThat(new DjangoSigner(Algorithm.SHA256, "other", List.of(KEY)).unsign(SIGNED))
                .isNull();
        assertThat(signer(Algorithm.SHA256, KEY).unsign("v" + SIGNED)).isNull();
        assertThat(signer(Algorithm.SHA256, KEY).unsign(SIGNED + "=")).isNull();
        assertThat(signer(Algorithm.SHA256, KEY).unsign("")).isNull();
        assertThat(signer(Algorithm.SHA256, KEY).unsign(":")).isNull();
        assertThat(signer(Algorithm.SHA256, KEY).unsign("no colon")).isNull();
    }

    @Test
    void a_salted_hmac_is_djangos() {
        String hash =
                HexFormat.of().formatHex(new SaltedHmac(Algorithm.SHA256, "salt", KEY).of("pbkdf2_sha256$1$salt$hash"));
        assertThat(hash).isEqualTo("207784f8f98ba50baf8b41520682dafe2071096dfb63366b3b0392d165a9f5f5");
    }

    @Test
    void without_a_key_nothing_is_signed() {
        assertThatIllegalArgumentException().isThrownBy(() -> signer(Algorithm.SHA256));
    }

    private static DjangoSigner signer(Algorithm algorithm, DjangoSecretKey... keys) {
        return new DjangoSigner(algorithm, "salt", List.of(keys));
    }
}
