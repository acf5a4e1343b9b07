package dev.carillon.protocol.django;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.protocol.django.SesameSettings.Digest;
import dev.carillon.protocol.django.SesameToken.Refusal;
import dev.carillon.protocol.django.SesameTokens.TokenFormat;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.macs.HMac;
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

    private static final String BASE_62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final Packer packer;
    private final RevocationKey revocation;
    private final @Nullable Duration maxAge;
    private final SesameSettings.V1 settings;
    private final boolean scoped;
    private final byte[] salt;
    private final List<byte[]> keys;

    TokensV1(SesameSettings settings) {
        packer = settings.keyField().packer();
        revocation = settings.revocation();
        maxAge = settings.maxAge();
        this.settings = settings.v1();
        scoped = !settings.scope().isEmpty();
        salt = settings.v1().salt().getBytes(UTF_8);
        byte[] signerSalt = (settings.v1().salt() + "signer").getBytes(UTF_8);
        keys = settings.secretKeys().stream()
                .map(secret -> sha1(signerSalt, secret.bytes()))
                .toList();
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
        int signatureAt = text.lastIndexOf(':') + 1;
        String signed = text.substring(0, signatureAt - 1);
        if (!genuine(signed, text.substring(signatureAt))) {
            return Refusal.BAD_SIGNATURE;
        }
        if (maxAge == null) {
            return unpack(signed);
        }
        int timeAt = signed.lastIndexOf(':') + 1;
        Instant made = Instant.ofEpochSecond(fromBase62(signed.substring(timeAt)));
        // Unlike v2, the age has its fraction, and the limit itself is not yet too old.
        if (Duration.between(made, at).compareTo(maxAge) > 0) {
            return Refusal.EXPIRED;
        }
        return unpack(signed.substring(0, timeAt - 1));
    }

    /** Compared as text: unlike in v2, unused bits of the last character count. */
    private boolean genuine(String signed, String signature) {
        byte[] given = signature.getBytes(UTF_8);
        return keys.stream()
                .anyMatch(key -> MessageDigest.isEqual(given, sign(key, signed).getBytes(UTF_8)));
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
        return signed(maxAge == null ? value : value + ":" + toBase62(at.getEpochSecond()));
    }

    String signed(String text) {
        return text + ":" + sign(keys.getFirst(), text);
    }

    private static String sign(byte[] key, String signed) {
        HMac mac = new HMac(new SHA1Digest());
        mac.init(new KeyParameter(key));
        byte[] bytes = signed.getBytes(UTF_8);
        mac.update(bytes, 0, bytes.length);
        byte[] out = new byte[mac.getMacSize()];
        mac.doFinal(out, 0);
        return base64(out);
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

    private static byte[] sha1(byte[]... parts) {
        SHA1Digest digest = new SHA1Digest();
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] out = new byte[digest.getDigestSize()];
        digest.doFinal(out, 0);
        return out;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String toBase62(long number) {
        StringBuilder digits = new StringBuilder();
        for (long rest = number; rest > 0; rest /= BASE_62.length()) {
            digits.append(BASE_62.charAt((int) (rest % BASE_62.length())));
        }
        return digits.reverse().toString();
    }

    private static long fromBase62(String digits) {
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            number = number * BASE_62.length() + BASE_62.indexOf(digits.charAt(i));
        }
        return number;
    }
}
