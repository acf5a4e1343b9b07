package dev.carillon.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.e2e.site.DjangoSite;
import dev.carillon.gateway.e2e.site.ExternalProgram;
import dev.carillon.gateway.e2e.site.ServerUnderTest;
import dev.carillon.gateway.e2e.site.Surroundings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Carillon in a process of its own, as {@code gateway/bin/carillon serve} runs it, from the classes under test. */
final class CarillonProcess implements ServerUnderTest {
    private final int port;
    private final int adminPort = Surroundings.freePort();
    private final DjangoSite site;
    private final Map<String, String> environment = new HashMap<>();
    private final Path config;
    private final ExternalProgram program;
    private final List<String> secrets = new ArrayList<>(List.of(DjangoSite.SECRET_KEY));

    /** Starts it with the configuration that the site printed. */
    CarillonProcess(DjangoSite site) {
        this(site, Surroundings.freePort());
    }

    /** The same with settings, by the names of their variables. */
    CarillonProcess(DjangoSite site, Map<String, String> settings) {
        this(site, Surroundings.freePort(), settings);
    }

    /** The same, where clients expect it. */
    CarillonProcess(DjangoSite site, int port) {
        this(site, port, Map.of());
    }

    /** The same, with further settings by the names of their variables. */
    CarillonProcess(DjangoSite site, int port, Map<String, String> settings) {
        this.port = port;
        this.site = site;
        environment.putAll(settings);
        environment.put("CARILLON_LISTEN", "127.0.0.1:" + port);
        environment.put("CARILLON_ADMIN_LISTEN", "127.0.0.1:" + adminPort);
        config = site.carillonConfig();
        program = ExternalProgram.start("carillon", site.folder(), environment, command(List.of("serve")));
        program.await(this::isReady);
    }

    private List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-ea",
                "-Dio.netty.leakDetection.level=paranoid",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.carillon.gateway.GatewayMain"));
        command.addAll(arguments);
        command.addAll(List.of("--config", config.toString()));
        return command;
    }

    /** Runs one of its other commands, as an operator beside it does; gives what that printed. */
    String operator(String... arguments) {
        return ExternalProgram.run("operator", site.folder(), environment, command(List.of(arguments)));
    }

    private boolean isReady() throws IOException {
        HttpURLConnection connection = admin("ready");
        try {
            return connection.getResponseCode() == 200;
        } finally {
            connection.disconnect();
        }
    }

    /** Whether this many clients are subscribed: success is silent in the protocol, so a client cannot tell. */
    boolean serves(int clients) {
        return metric("carillon_connections{state=\"live\"}") == clients;
    }

    /** The value of a metric, by its name and labels as they are printed. */
    double metric(String name) {
        try (InputStream metrics = admin("metrics").getInputStream()) {
            return new String(metrics.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Why a user gets events of a content type, or does not, in words. */
    String why(String username, String contentType) {
        try {
            HttpURLConnection connection = admin("why?user=username:" + username + "&content_type=" + contentType);
            connection.setRequestProperty("Accept", "text/plain");
            try (InputStream words = connection.getInputStream()) {
                return new String(words.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpURLConnection admin(String path) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + adminPort + "/" + path);
        return (HttpURLConnection) uri.toURL().openConnection();
    }

    @Override
    public URI uri() {
        return URI.create("ws://127.0.0.1:" + port + "/");
    }

    /** What a client presents: it must not be found in the log. */
    void keepSecret(String... texts) {
        secrets.addAll(List.of(texts));
    }

    /** Ends it, and fails if it lost a buffer or gave away a secret. */
    @Override
    public void close() {
        program.close();
        assertThat(program.log()).doesNotContain("LEAK", " ERROR ").doesNotContain(secrets);
    }
}
