package dev.carillon.protocol.django;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.protocol.django.PrimaryKey.IntegerKey;
import dev.carillon.protocol.django.PrimaryKey.TextKey;
import dev.carillon.protocol.django.SesameSettings.Digest;
import dev.carillon.protocol.django.SesameSettings.Format;
import dev.carillon.protocol.django.SesameToken.Refusal;
import dev.carillon.protocol.signing.DjangoSecretKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SesameTokensTest {
    private static final DjangoSecretKey SECRET =
            DjangoSecretKey.ofText("django-insecure-4ta%&x9(lxs3!2=o9v0w=kqkv8f!9b_w1)0&5=yz7m+2p$c^");
    private static final PrimaryKey ALICE = new IntegerKey(1);
    private static final UserState STATE = new UserState(
            "pbkdf2_sha256$260000$n6MFBrWGwXUCFyBDCzzvSM$Ro0XtrO3ZJN1tZb4FNyZgVIrGOnEJqZcVhM0S1kVQpg=", "", null);
    private static final Instant MADE = Instant.ofEpochSecond(1714979289);
    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);

    private static SesameSettings settings(@Nullable Duration maxAge, String scope, Packer packer, Format... formats) {
        return new SesameSettings(
                List.of(formats),
                List.of(SECRET),
                maxAge,
                new RevocationKey(true, false, false, true),
                new SesameSettings.KeyField("pk", null, packer),
                new SesameSettings.V1("sesame", 10_000, Digest.MD5),
                new SesameSettings.V2("", 10),
                scope);
    }

    private static SesameSettings settings(@Nullable Duration maxAge, Format... formats) {
        return settings(maxAge, "", Packer.of("long"), formats);
    }

    @Test
    void a_key_is_derived_as_worked_out_by_hand() {
        assertThat(HexFormat.of().formatHex(TokensV2.deriveKey(SECRET, settings(null, Format.V2))))
                .isEqualTo("47cee510ec64116532d4ea9de57c3e9f7b02cc8d9c1e8423db3d914d09cca15b"
                        + "eb8c075717305f8cb6ca2089c7fec0b3ae44b23c89d6762b9df91e170908abf1");
        assertThat(HexFormat.of().formatHex(TokensV2.deriveKey(SECRET, settings(HALF_A_MINUTE, Format.V2))))
                .isEqualTo("34ad2ba036cd3bb95e414c3b4fad1430e90033eb5e75b071e600e8a513d909e5"
                        + "bc7a239e7d7a75bb7fb406edc036ceb0c5db5a5c32ed22411ed8c312ce4c5653");
    }

    @Test
    void tokens_are_as_worked_out_by_hand() {
        assertThat(new SesameTokens(settings(null, Format.V2)).make(ALICE, STATE, MADE))
                .isEqualTo("AAAAActmstfY5zPMFSM");
        assertThat(new SesameTokens(settings(HALF_A_MINUTE, Format.V2)).make(ALICE, STATE, MADE))
                .isEqualTo("AAAAAQgsoNl_qMiOaYziBp2a");
        assertThat(new SesameTokens(settings(HALF_A_MINUTE, Format.V1)).make(ALICE, STATE, MADE))
                .isEqualTo("AAAAAZ5BwiTWHW6EiJUXJFV3ZRo:1s3sSH:ALX-vivWnA4dfwDYAfE72zPYj-M");
    }

    @Test
    void the_first_format_that_matches_decides() {
        SesameTokens tokens = new SesameTokens(settings(HALF_A_MINUTE, Format.V2, Format.V1));
        Instant muchLater = MADE.plusSeconds(3600);

        assertThat(tokens.parse("AAAAAQgsoNl_qMiOaYziBp2a", muchLater)).isEqualTo(Refusal.EXPIRED);
        assertThat(tokens.parse("AAAAAZ5BwiTWHW6EiJUXJFV3ZRo:1s3sSH:ALX-vivWnA4dfwDYAfE72zPYj-M", muchLater))
                .isEqualTo(Refusal.EXPIRED);
        assertThat(tokens.parse("AAAAAZ5BwiTWHW6EiJUXJFV3ZRo:1s3sSH:BLX-vivWnA4dfwDYAfE72zPYj-M", MADE))
                .isEqualTo(Refusal.BAD_SIGNATURE);
    }

    @Test
    void a_token_from_the_future_is_accepted() {
        for (Format format : Format.values()) {
            SesameTokens tokens = new SesameTokens(settings(HALF_A_MINUTE, format));
            String token = tokens.make(ALICE, STATE, MADE.plusSeconds(86_400));

            assertThat(tokens.parse(token, MADE))
                    .isInstanceOfSatisfying(
                            SesameToken.Unverified.class,
                            read -> assertThat(tokens.verify(read, STATE)).isTrue());
        }
    }

    @Test
    void a_password_that_is_null_passes_in_v2_and_fails_in_v1() {
        UserState without = new UserState(null, "", null);
        SesameTokens v2 = new SesameTokens(settings(null, Format.V2));
        SesameTokens v1 = new SesameTokens(settings(null, Format.V1));

        assertThat(v2.parse(v2.make(ALICE, without, MADE), MADE))
                .isInstanceOfSatisfying(
                        SesameToken.V2.class,
                        read -> assertThat(v2.verify(read, without)).isTrue());
        assertThat(v1.parse(v1.make(ALICE, STATE, MADE), MADE))
                .isInstanceOfSatisfying(
                        SesameToken.V1.class,
                        read -> assertThat(v1.verify(read, without)).isFalse());
        assertThatIllegalArgumentException().isThrownBy(() -> v1.make(ALICE, without, MADE));
    }

    @Test
    void each_digest_of_v1_verifies_what_it_made() {
        for (Digest digest : Digest.values()) {
            SesameSettings base = settings(HALF_A_MINUTE, Format.V1);
            SesameTokens tokens = new SesameTokens(new SesameSettings(
                    base.formats(),
                    base.secretKeys(),
                    base.maxAge(),
                    base.revocation(),
                    base.keyField(),
                    new SesameSettings.V1("sesame", 3, digest),
                    base.v2(),
                    ""));

            assertThat(tokens.parse(tokens.make(ALICE, STATE, MADE), MADE))
                    .isInstanceOfSatisfying(
                            SesameToken.V1.class,
                            read -> assertThat(tokens.verify(read, STATE)).isTrue());
        }
    }

    @Test
    void a_token_that_cannot_be_made_is_refused_with_the_reason() {
        SesameTokens scopedV1 = new SesameTokens(settings(null, "ws", Packer.of("long"), Format.V1));
        SesameTokens v2 = new SesameTokens(settings(HALF_A_MINUTE, Format.V2));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> scopedV1.make(ALICE, STATE, MADE))
                .withMessageContaining("scope");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> v2.make(new TextKey("alice"), STATE, MADE))
                .withMessage("the key alice does not fit the key format long");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> v2.make(ALICE, STATE, Instant.parse("2100-01-01T00:00:00Z")))
                .withMessageContaining("2088");
    }

    @Test
    void nothing_secret_is_printed() {
        SesameTokens tokens = new SesameTokens(settings(null, Format.V2));

        assertThat(settings(null, Format.V2).toString()).doesNotContain("django-insecure");
        assertThat(STATE.toString()).doesNotContain("pbkdf2");
        assertThat(tokens.parse("AAAAActmstfY5zPMFSM", MADE).toString()).isEqualTo("V2[key=1]");
    }

    @Test
    void no_text_makes_reading_throw() {
        Random random = new Random(20_261_122);
        for (String packer : List.of("short", "long", "unsigned_long_long", "uuid", "bytes", "str", "hex24")) {
            for (@Nullable Duration maxAge : new @Nullable Duration[] {null, HALF_A_MINUTE}) {
                SesameTokens tokens = new SesameTokens(settings(maxAge, "", Packer.of(packer), Format.V1, Format.V2));
                for (int i = 0; i < 3_000; i++) {
                    String text = randomText(random);
                    assertThatCode(() -> tokens.parse(text, MADE)).doesNotThrowAnyException();
                }
            }
        }
    }

    private static String randomText(Random random) {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return switch (random.nextInt(4)) {
            case 0 -> new String(bytes, StandardCharsets.ISO_8859_1);
            case 1 -> new String(bytes, StandardCharsets.UTF_16LE);
            case 2 -> base64(bytes);
            default -> base64(bytes) + ":" + base64(new byte[20]);
        };
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Test
    void random_v1_payloads_under_a_good_signature_do_not_make_reading_throw() {
        Random random = new Random(7);
        for (String packer : List.of("short", "unsigned_long_long", "uuid", "str", "hex24")) {
            TokensV1 tokens = new TokensV1(settings(null, "", Packer.of(packer), Format.V1));
            for (int i = 0; i < 300; i++) {
                byte[] bytes = new byte[3 + random.nextInt(40)];
                random.nextBytes(bytes);
                String token = tokens.signed(base64(bytes));
                assertThatCode(() -> tokens.parse(token, MADE, null)).doesNotThrowAnyException();
            }
        }
    }
}
