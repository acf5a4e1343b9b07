package dev.carillon.gateway.auth;

import dev.carillon.gateway.directory.DjangoConfig;
import dev.carillon.gateway.settings.Secret;
import dev.carillon.gateway.settings.Setting;
import dev.carillon.protocol.django.Packer;
import dev.carillon.protocol.django.PrimaryKey;
import dev.carillon.protocol.django.RevocationKey;
import dev.carillon.protocol.django.SesameSettings;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The site's SESAME_* settings; each must equal Django's, or tokens are not recognized. */
public record SesameConfig(
        @Setting(
                value = "SESAME_TOKENS: accepted formats, the first generates. Of v1 and v2, or sesame's dotted paths.",
                fallback = "v2,v1")
        List<String> tokens,

        @Setting(value = "SESAME_MAX_AGE: how long a token lives, like 30s; 'none' for no limit.", fallback = "30s")
        @Nullable
        Duration maxAge,

        @Setting(value = "SESAME_ONE_TIME: a token works once; its use writes last_login.", fallback = "false")
        boolean oneTime,

        @Setting(value = "SESAME_INVALIDATE_ON_PASSWORD_CHANGE.", fallback = "true")
        boolean invalidateOnPasswordChange,

        @Setting(value = "SESAME_INVALIDATE_ON_EMAIL_CHANGE.", fallback = "false")
        boolean invalidateOnEmailChange,

        @Setting(value = "SESAME_PRIMARY_KEY_FIELD: name of the field whose value tokens hold.", fallback = "pk")
        String primaryKeyField,

        @Setting("SESAME_PACKER: the dotted path as in Django's settings; it is part of the key. Empty for None.")
        @Nullable
        String packer,

        @Setting(
                value = "How the key field is packed: short, unsigned_short, long, unsigned_long, long_long,"
                        + " unsigned_long_long, uuid, bytes, str, or hexN for N hexadecimal digits.",
                fallback = "long")
        String keyFormat,

        @Setting("SESAME_KEY.") @Nullable Secret key,

        @Setting(value = "SESAME_SIGNATURE_SIZE, in bytes, 1 to 64.", fallback = "10")
        int signatureSize,

        @Setting(value = "SESAME_SALT (v1).", fallback = "sesame")
        String salt,

        @Setting(value = "SESAME_ITERATIONS (v1).", fallback = "10000")
        int iterations,

        @Setting(value = "SESAME_DIGEST (v1): md5, sha1, sha224, sha256, sha384 or sha512.", fallback = "md5")
        String digest,

        @Setting(value = "The scope that tokens must have been made for.", fallback = "")
        String scope) {

    public SesameConfig {
        tokens = List.copyOf(tokens);
        if (tokens.isEmpty()) {
            throw new IllegalArgumentException("tokens must name at least one format");
        }
        if (signatureSize < 1 || signatureSize > 64) {
            throw new IllegalArgumentException("signature_size must be between 1 and 64");
        }
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations must be at least 1");
        }
        tokens.forEach(SesameSettings.Format::of);
        Packer.of(keyFormat);
        SesameSettings.Digest.of(digest);
        if (maxAge == null && !invalidateOnPasswordChange) {
            throw new IllegalArgumentException("invalidate_on_password_change may be off only with a max_age");
        }
    }

    /**
     * As the tokens take them, with what Django itself adds.
     *
     * @throws IllegalArgumentException if there is no secret key
     */
    SesameSettings with(DjangoConfig django) {
        return new SesameSettings(
                tokens.stream().map(SesameSettings.Format::of).toList(),
                SiteKeys.of(django),
                maxAge,
                new RevocationKey(invalidateOnPasswordChange, invalidateOnEmailChange, oneTime, django.useTz()),
                new SesameSettings.KeyField(
                        primaryKeyField, packer == null || packer.isEmpty() ? null : packer, Packer.of(keyFormat)),
                new SesameSettings.V1(salt, iterations, SesameSettings.Digest.of(digest)),
                new SesameSettings.V2(key == null ? "" : key.revealText(), signatureSize),
                scope);
    }

    /** What tokens hold. */
    public Class<? extends PrimaryKey> keyType() {
        return switch (keyFormat) {
            case "uuid" -> PrimaryKey.UuidKey.class;
            case "bytes" -> PrimaryKey.BytesKey.class;
            default ->
                keyFormat.equals("str") || keyFormat.startsWith("hex")
                        ? PrimaryKey.TextKey.class
                        : PrimaryKey.IntegerKey.class;
        };
    }
}
