package dev.carillon.protocol.signing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.Supplier;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * {@code django.utils.crypto.salted_hmac}: HMAC with a key that is the hash of a salt and the secret key. The key is derived
 * once, when this is made. Immutable; any thread.
 */
public final class SaltedHmac {
    /** The hash of the HMAC and of its key. */
    public enum Algorithm {
        SHA1(SHA1Digest::new),
        SHA256(SHA256Digest::new);

        @SuppressWarnings("ImmutableEnumChecker") // a constructor's reference
        private final Supplier<ExtendedDigest> digest;

        Algorithm(Supplier<ExtendedDigest> digest) {
            this.digest = digest;
        }
    }

    private final Algorithm algorithm;
    private final KeyParameter key;

    public SaltedHmac(Algorithm algorithm, String salt, DjangoSecretKey secret) {
        this.algorithm = algorithm;
        ExtendedDigest digest = algorithm.digest.get();
        byte[] saltBytes = salt.getBytes(UTF_8);
        byte[] secretBytes = secret.bytes();
        digest.update(saltBytes, 0, saltBytes.length);
        digest.update(secretBytes, 0, secretBytes.length);
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        key = new KeyParameter(hash);
    }

    public byte[] of(String text) {
        HMac mac = new HMac(algorithm.digest.get());
        mac.init(key);
        byte[] bytes = text.getBytes(UTF_8);
        mac.update(bytes, 0, bytes.length);
        byte[] out = new byte[mac.getMacSize()];
        mac.doFinal(out, 0);
        return out;
    }
}
