package dev.carillon.gateway.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A {@link RedisServer} that also speaks TLS on a second port, with a certificate for 127.0.0.1 that it has signed itself.
 * Skips the test where redis-server is built without TLS.
 */
public record RedisTls(RedisServer redis, int port, Path certificate) implements AutoCloseable {
    private static final String PASSWORD = "changeit";

    public static RedisTls start() {
        try {
            Path directory = Files.createTempDirectory("redis-tls").toAbsolutePath();
            Path certificate = directory.resolve("certificate.pem");
            Path key = directory.resolve("key.pem");
            write(directory.resolve("keys.p12"), certificate, key);
            int port = RedisServer.freePort();
            RedisServer redis = RedisServer.start(
                    "tls-port " + port,
                    "tls-cert-file " + certificate,
                    "tls-key-file " + key,
                    "tls-ca-cert-file " + certificate,
                    "tls-auth-clients no");
            return new RedisTls(redis, port, certificate);
        } catch (AssertionError e) {
            boolean required = Boolean.getBoolean("carillon.require");
            Assumptions.assumeFalse(
                    !required && String.valueOf(e.getMessage()).contains("tls"), "redis-server is built without TLS");
            throw e;
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path store, Path certificate, Path key)
            throws IOException, GeneralSecurityException, InterruptedException {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String command = "-genkeypair -alias redis -keyalg EC -dname CN=localhost -ext san=ip:127.0.0.1,dns:localhost"
                + " -ext bc=ca:true -storetype PKCS12 -validity 2 -storepass " + PASSWORD + " -keystore " + store;
        Process process = new ProcessBuilder((keytool + " " + command).split(" ", -1))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("keytool failed");
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        Key secret = keys.getKey("redis", PASSWORD.toCharArray());
        Files.writeString(
                certificate, pem("CERTIFICATE", keys.getCertificate("redis").getEncoded()));
        Files.writeString(key, pem("PRIVATE KEY", Objects.requireNonNull(secret).getEncoded()));
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    @Override
    public void close() {
        redis.close();
    }
}
