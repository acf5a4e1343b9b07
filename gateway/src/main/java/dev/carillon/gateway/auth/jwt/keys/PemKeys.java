package dev.carillon.gateway.auth.jwt.keys;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keys in PEM (RFC 7468). What cannot be read is an IllegalArgumentException whose message does not show it. */
final class PemKeys {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    /** The kinds of keys there are, as KeyFactory names them; a key of one kind is none of another. */
    private static final List<String> KINDS = List.of("RSA", "EC", "RSASSA-PSS");

    private PemKeys() {}

    static boolean isPem(String text) {
        return text.contains("-----BEGIN ");
    }

    /** One or more public keys, or certificates. */
    static List<PublicKey> publicKeys(String pem) {
        List<PublicKey> keys = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(pem);
        while (blocks.find()) {
            String label = blocks.group(1);
            switch (label) {
                case "PUBLIC KEY" -> keys.add(publicKey(content(blocks)));
                // Its time and issuer are not judged: it is only the envelope of a key that the operator trusts by
                // name.
                case "CERTIFICATE" -> keys.add(certificate(content(blocks)));
                case "RSA PUBLIC KEY" ->
                    throw new IllegalArgumentException(
                            "is a PKCS#1 key: convert it with" + " 'openssl rsa -RSAPublicKey_in -in key.pem -pubout'");
                default ->
                    throw new IllegalArgumentException(
                            label.endsWith("PRIVATE KEY")
                                    ? "holds a private key, which the gateway must not have: give it the public one, from"
                                            + " 'openssl pkey -in key.pem -pubout'"
                                    : "holds a PEM block '" + label + "', which is no public key and no certificate");
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("holds no public key in PEM: '-----BEGIN PUBLIC KEY-----'");
        }
        return keys;
    }

    /** One private key in PKCS#8, not encrypted. */
    static PrivateKey privateKey(String pem) {
        Matcher blocks = BLOCK.matcher(pem);
        while (blocks.find()) {
            switch (blocks.group(1)) {
                case "PRIVATE KEY" -> {
                    return privateKey(content(blocks));
                }
                case "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY" ->
                    throw new IllegalArgumentException(
                            "is not plain PKCS#8: convert it with" + " 'openssl pkcs8 -topk8 -nocrypt -in key.pem'");
                default -> {}
            }
        }
        throw new IllegalArgumentException("holds no private key in PEM: '-----BEGIN PRIVATE KEY-----'");
    }

    private static byte[] content(Matcher block) {
        try {
            return Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("holds a PEM block that is no base64", e);
        }
    }

    private static PublicKey publicKey(byte[] der) {
        KeySpec spec = new X509EncodedKeySpec(der);
        PublicKey key = first(factory -> factory.generatePublic(spec));
        if (key == null) {
            throw new IllegalArgumentException("holds a damaged public key, or one that is neither RSA nor EC");
        }
        return key;
    }

    private static PrivateKey privateKey(byte[] der) {
        KeySpec spec = new PKCS8EncodedKeySpec(der);
        PrivateKey key = first(factory -> factory.generatePrivate(spec));
        if (key == null) {
            throw new IllegalArgumentException("holds a damaged private key, or one that is neither RSA nor EC");
        }
        return key;
    }

    private interface Reader<K> {
        K read(KeyFactory factory) throws InvalidKeySpecException;
    }

    private static <K> @Nullable K first(Reader<K> reader) {
        for (String kind : KINDS) {
            try {
                return reader.read(KeyFactory.getInstance(kind));
            } catch (InvalidKeySpecException e) {
                // The next kind, or none.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JVM has no " + kind + " keys", e);
            }
        }
        return null;
    }

    private static PublicKey certificate(byte[] der) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der))
                    .getPublicKey();
        } catch (CertificateException e) {
            throw new IllegalArgumentException("holds a damaged certificate", e);
        }
    }

    /** For files: PEM is ASCII, and what is not will not match. */
    static String text(byte[] file) {
        return new String(file, StandardCharsets.ISO_8859_1);
    }
}
