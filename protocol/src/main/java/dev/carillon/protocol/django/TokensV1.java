package dev.carillon.protocol.django;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.protocol.django.SesameSettings.Digest;
import dev.carillon.protocol.django.SesameToken.Refusal;
import dev.carillon.protocol.django.SesameTokens.TokenFormat;
import dev.carillon.protocol.signing.Base62;
import dev.carillon.protocol.signing.DjangoSigner;
import dev.carillon.protocol.signing.SaltedHmac;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/**
 * Django's {@code Signer} (with a maximum age, {@code TimestampSigner}) over {@code base64url(key || revocation)}, where
 * revocation is a PBKDF2 of what can revoke the token.
 */
final class TokensV1 implements TokenFormat {
    private static final Pattern AGELESS = Pattern.compile("[A-Za-z0-9_-]{4,}:[A-Za-z0-9_-]{27}");
    private static final Pattern TIMED = Pattern.compile("[A-Za-z0-9_-]{4,}:[0-9A-Za-z]{6}:[A-Za-z0-9_-]{27}");
    /** What follows the value: a colon and six characters of time if any, a colon and 27 of signature. */
    private static final int LONGEST_TAIL = 1 + 6 + 1 + 27;

    private final Packer packer;
    private final RevocationKey revocation;
    private final @Nullable Duration maxAge;
    private final SesameSettings.V1 settings;
    private final boolean scoped;
    private final byte[] salt;
    private final DjangoSigner signer;

    TokensV1(SesameSettings settings) {
        packer = settings.keyField().packer();
        revocation = settings.revocation();
        maxAge = settings.maxAge();
        this.settings = settings.v1();
        scoped = !settings.scope().isEmpty();
        salt = settings.v1().salt().getBytes(UTF_8);
        signer = new DjangoSigner(SaltedHmac.Algorithm.SHA1, settings.v1().salt(), settings.secretKeys());
    }

    @Override
    public int longest() {
        int revocationSize = digest(settings.digest()).getDigestSize();
        return TokensV2.base64Length(packer.longest() + revocationSize) + LONGEST_TAIL;
    }

    @Override
    public boolean matches(String text) {
        return (maxAge == null ? AGELESS : TIMED).matcher(text).matches();
    }

    @Override
    public SesameToken parse(String text, Instant at, @Nullable Duration maxAgeAsked) {
        if (scoped || maxAgeAsked != null) {
            return Refusal.UNSUPPORTED;
        }
        String signed = signer.unsign(text);
        if (signed == null) {
            return Refusal.BAD_SIGNATURE;
        }
        if (maxAge == null) {
            return unpack(signed);
        }
        int timeAt = signed.lastIndexOf(':') + 1;
        Instant made = Instant.ofEpochSecond(Base62.decode(signed.substring(timeAt)));
        // Unlike v2, the age has its fraction, and the limit itself is not yet too old.
        if (Duration.between(made, at).compareTo(maxAge) > 0) {
            return Refusal.EXPIRED;
        }
        return unpack(signed.substring(0, timeAt - 1));
    }

    private SesameToken unpack(String value) {
        if (value.length() % 4 == 1) {
            return Refusal.MALFORMED;
        }
        byte[] data = Base64.getUrlDecoder().decode(value);
        Packer.Unpacked key = packer.unpack(data);
        return key == null
                ? Refusal.MALFORMED
                : new SesameToken.V1(key.key(), Arrays.copyOfRange(data, key.length(), data.length));
    }

    boolean verify(SesameToken.V1 token, UserState user) {
        String data = revocation.v1(user);
        return data != null && MessageDigest.isEqual(token.revocation, pbkdf2(data));
    }

    @Override
    public String make(PrimaryKey key, UserState user, Instant at) {
        if (scoped) {
            throw new IllegalArgumentException("a v1 token has no scope: make v2 tokens, or leave the scope empty");
        }
        String data = revocation.v1(user);
        if (data == null) {
            throw new IllegalArgumentException("a v1 token needs the user to have a password");
        }
        byte[] packed = packer.pack(key);
        byte[] revocationBytes = pbkdf2(data);
        byte[] payload = ByteBuffer.allocate(packed.length + revocationBytes.length)
                .put(packed)
                .put(revocationBytes)
                .array();
        String value = base64(payload);
        return signed(maxAge == null ? value : value + ":" + Base62.encode(at.getEpochSecond()));
    }

    String signed(String text) {
        return signer.sign(text);
    }

    private byte[] pbkdf2(String data) {
        ExtendedDigest digest = digest(settings.digest());
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(digest);
        generator.init(data.getBytes(UTF_8), salt, settings.iterations());
        return ((KeyParameter) generator.generateDerivedMacParameters(8 * digest.getDigestSize())).getKey();
    }

    private static ExtendedDigest digest(Digest digest) {
        return switch (digest) {
            case MD5 -> new MD5Digest();
            case SHA1 -> new SHA1Digest();
            case SHA224 -> new SHA224Digest();
            case SHA256 -> new SHA256Digest();
            case SHA384 -> new SHA384Digest();
            case SHA512 -> new SHA512Digest();
        };
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
