package dev.carillon.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.load.testing.FakeServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("NullAway.Init")
final class TlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    static Path shared;

    private static KeyStore keys;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = shared.resolve("keys.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String command =
                "-genkeypair -alias server -keyalg EC -dname CN=localhost -ext san=ip:127.0.0.1 -ext bc=ca:true"
                        + " -storetype PKCS12 -validity 2 -storepass " + PASSWORD + " -keystore " + store;
        Process process = new ProcessBuilder((keytool + " " + command).split(" ", -1))
                .inheritIO()
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Files.writeString(
                shared.resolve("ca.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(keys.getCertificate("server").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    private static ServerSocket socket() throws IOException, GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getServerSocketFactory().createServerSocket();
    }

    private Command load(String trust) throws Exception {
        Path tokens = Files.writeString(folder.resolve("tokens"), "a\n");
        try (FakeServer server = FakeServer.start(socket(), (client, event, payload) -> client.text(payload))) {
            return Command.run(
                    folder,
                    "%s -t %s --types 7 -n 5 -r 200 -d 500ms -s 20KiB --slow 20% --connect-timeout 10s --publish %s"
                            + trust,
                    server.url().replace("ws:", "wss:"),
                    tokens,
                    server.publishUrl(),
                    shared.resolve("ca.pem"));
        }
    }

    @Test
    void events_through_tls_are_accounted_for() throws Exception {
        Command named = load(" --trust %s");
        assertThat(named.status()).as(named.toString()).isZero();
        assertThat(named.number("/account/tallies/READING/received")).isEqualTo(400);
        assertThat(named.number("/account/tallies/SLOW/received")).isEqualTo(100);
    }

    @Test
    void a_certificate_that_is_not_trusted_is_refused_unless_any_is_good() throws Exception {
        Command refused = load("");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("TLS: ");
        assertThat(load(" --trust any").status()).isZero();
    }
}
