package dev.carillon.protocol.django;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.protocol.django.SesameToken.Refusal;
import dev.carillon.protocol.django.SesameTokens.TokenFormat;
import dev.carillon.protocol.signing.DjangoSecretKey;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.jspecify.annotations.Nullable;

/** {@code base64url(key || timestamp || signature)}, signed with keyed BLAKE2b (RFC 7693). */
final class TokensV2 implements TokenFormat {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{4,}");
    /** 2020-01-01T00:00:00Z: timestamps count from here. */
    private static final long EPOCH = 1_577_836_800L;

    private static final byte[] KEY_PERSON = Arrays.copyOf("sesame.settings".getBytes(UTF_8), 16);
    private static final byte[] TOKEN_PERSON = "sesame.tokens_v2".getBytes(UTF_8);

    private final Packer packer;
    private final RevocationKey revocation;
    private final @Nullable Duration maxAge;
    private final int timestampSize;
    private final int signatureSize;
    private final byte[] scope;
    private final List<byte[]> keys;

    TokensV2(SesameSettings settings) {
        packer = settings.keyField().packer();
        revocation = settings.revocation();
        maxAge = settings.maxAge();
        timestampSize = maxAge == null ? 0 : Integer.BYTES;
        signatureSize = settings.v2().signatureSize();
        scope = settings.scope().getBytes(UTF_8);
        keys = settings.secretKeys().stream()
                .map(secret -> deriveKey(secret, settings))
                .toList();
    }

    static byte[] deriveKey(DjangoSecretKey secret, SesameSettings settings) {
        String packerPath = settings.keyField().packerPath();
        String text = String.join(
                "|",
                secret.text(),
                settings.v2().key(),
                settings.maxAge() == null ? "" : "max_age",
                packerPath == null ? "" : packerPath,
                settings.keyField().name());
        return blake2b(null, 64, KEY_PERSON, text.getBytes(UTF_8));
    }

    @Override
    public int longest() {
        return base64Length(packer.longest() + timestampSize + signatureSize);
    }

    static int base64Length(int bytes) {
        return (4 * bytes + 2) / 3;
    }

    @Override
    public boolean matches(String text) {
        return FORM.matcher(text).matches();
    }

    // The decoder ignores unused bits of the last character, as Python's does: one token has several spellings.
    @Override
    public SesameToken parse(String text, Instant at, @Nullable Duration maxAgeAsked) {
        if (text.length() % 4 == 1) {
            return Refusal.MALFORMED;
        }
        byte[] data = Base64.getUrlDecoder().decode(text);
        Packer.Unpacked key = packer.unpack(data);
        if (key == null || data.length != key.length() + timestampSize + signatureSize) {
            return Refusal.MALFORMED;
        }
        if (maxAge != null && expired(data, key.length(), at, maxAgeAsked == null ? maxAge : maxAgeAsked)) {
            return Refusal.EXPIRED;
        }
        int end = data.length - signatureSize;
        return new SesameToken.V2(key.key(), Arrays.copyOf(data, end), Arrays.copyOfRange(data, end, data.length));
    }

    /** Ages are whole seconds, and the limit itself is too old. A token from the future is not. */
    private static boolean expired(byte[] data, int timestampAt, Instant at, Duration limit) {
        long made = EPOCH + ByteBuffer.wrap(data).getInt(timestampAt);
        return Duration.ofSeconds(at.getEpochSecond() - made).compareTo(limit) >= 0;
    }

    boolean verify(SesameToken.V2 token, UserState user) {
        byte[] revocationBytes = revocation.v2(user).getBytes(UTF_8);
        return keys.stream()
                .anyMatch(key -> MessageDigest.isEqual(token.signature, sign(key, token.signed, revocationBytes)));
    }

    private byte[] sign(byte[] key, byte[] signed, byte[] revocationBytes) {
        return blake2b(key, signatureSize, TOKEN_PERSON, signed, revocationBytes, scope);
    }

    @Override
    public String make(PrimaryKey key, UserState user, Instant at) {
        byte[] packed = packer.pack(key);
        ByteBuffer token = ByteBuffer.allocate(packed.length + timestampSize + signatureSize);
        token.put(packed);
        if (maxAge != null) {
            token.putInt(timestamp(at));
        }
        byte[] signed = Arrays.copyOf(token.array(), token.position());
        token.put(sign(keys.getFirst(), signed, revocation.v2(user).getBytes(UTF_8)));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
    }

    private static int timestamp(Instant at) {
        long seconds = at.getEpochSecond() - EPOCH;
        if (seconds != (int) seconds) {
            throw new IllegalArgumentException("a token can be made at times from 1951 to 2088 only");
        }
        return (int) seconds;
    }

    private static byte[] blake2b(byte @Nullable [] key, int size, byte[] person, byte[]... parts) {
        Blake2bDigest digest = new Blake2bDigest(key, size, null, person);
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] out = new byte[size];
        digest.doFinal(out, 0);
        return out;
    }
}
