package dev.carillon.gateway.auth.jwt.keys;

import com.auth0.jwt.algorithms.Algorithm;
import dev.carillon.gateway.settings.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keys as the configuration writes them: {@code kid:NAME:} before one gives it a key id; a secret may be
 * {@code base64:...} or {@code hex:...}, and is text otherwise ({@code text:...} for one that begins so). What cannot be used
 * is an IllegalArgumentException that tells its place in the list, and never shows a secret.
 */
public final class ConfiguredKeys {
    private static final Pattern NAMED = Pattern.compile("kid:([^:]+):(.*)", Pattern.DOTALL);

    private ConfiguredKeys() {}

    /** @param allowed the algorithms that the configuration allows */
    public static KeyRing secrets(List<Secret> items, Set<JwtAlgorithm> allowed) {
        List<VerificationKey> keys = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            try {
                Item item = Item.of(items.get(i).revealText());
                if (PemKeys.isPem(item.text)) {
                    throw new IllegalArgumentException("is a PEM key, no shared secret: set jwt.public_keys to it");
                }
                keys.add(VerificationKey.of(item.id, secret(item.text), allowed));
            } catch (IllegalArgumentException e) {
                throw numbered(i, items.size(), e);
            }
        }
        return new KeyRing(keys);
    }

    /** Reads files: blocks. */
    public static KeyRing publicKeys(List<String> items, Set<JwtAlgorithm> allowed) {
        List<VerificationKey> keys = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            try {
                Item item = Item.of(items.get(i));
                for (PublicKey key : PemKeys.publicKeys(PemKeys.isPem(item.text) ? item.text : file(item.text))) {
                    keys.add(VerificationKey.of(item.id, key, allowed));
                }
            } catch (IllegalArgumentException e) {
                throw numbered(i, items.size(), e);
            }
        }
        return new KeyRing(keys);
    }

    /** What signs a token for trying out. */
    public record Signer(@Nullable String keyId, Algorithm algorithm) {}

    /**
     * The first of the secrets.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Signer signer(List<Secret> secrets, Set<JwtAlgorithm> allowed) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("there is no shared secret to sign with");
        }
        Item item = Item.of(secrets.getFirst().revealText());
        byte[] secret = secret(item.text);
        return new Signer(
                item.id, first(JwtAlgorithm.ofSecret(secret.length), allowed).with(secret));
    }

    /** A private key in PEM (PKCS#8). */
    public static Signer signer(String pem, @Nullable String keyId, Set<JwtAlgorithm> allowed) {
        PrivateKey key = PemKeys.privateKey(pem);
        return new Signer(keyId, first(JwtAlgorithm.of(key), allowed).with(key));
    }

    private static JwtAlgorithm first(Set<JwtAlgorithm> fitting, Set<JwtAlgorithm> allowed) {
        return fitting.stream()
                .filter(allowed::contains)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "fits " + fitting + ", but jwt.algorithms allows only " + allowed));
    }

    private static IllegalArgumentException numbered(int index, int of, IllegalArgumentException problem) {
        return new IllegalArgumentException(
                (of == 1 ? "the key " : "key " + (index + 1) + " ") + problem.getMessage(), problem);
    }

    private static byte[] secret(String text) {
        try {
            if (text.startsWith("base64:")) {
                // Both alphabets, padded or not.
                String standard = text.substring("base64:".length())
                        .strip()
                        .replace('-', '+')
                        .replace('_', '/');
                return Base64.getDecoder().decode(standard);
            }
            if (text.startsWith("hex:")) {
                return HexFormat.of().parseHex(text.substring("hex:".length()).strip());
            }
        } catch (IllegalArgumentException e) {
            // Not as the cause: it shows a character of the secret.
            throw new IllegalArgumentException("is not the base64 or hex that its prefix promises");
        }
        return (text.startsWith("text:") ? text.substring("text:".length()) : text).getBytes(StandardCharsets.UTF_8);
    }

    private static String file(String name) {
        try {
            return PemKeys.text(Files.readAllBytes(Path.of(name)));
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    "cannot be read from the file " + name + ": it must exist and be readable by this user", e);
        }
    }

    private record Item(@Nullable String id, String text) {
        static Item of(String written) {
            Matcher named = NAMED.matcher(written);
            return named.matches() ? new Item(named.group(1), named.group(2)) : new Item(null, written);
        }

        @Override
        public String toString() {
            return "Item[" + id + "]";
        }
    }
}
