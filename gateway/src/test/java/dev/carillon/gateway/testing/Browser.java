package dev.carillon.gateway.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A headless Chromium with a profile of its own, driven through ChromeDriver by W3C WebDriver. Owns both processes; confined
 * to the test's thread.
 */
public final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path profile;
    private final Process driver;
    private URI session = URI.create("");

    private Browser(Path chromium, Path chromedriver) throws IOException, InterruptedException {
        profile = Files.createTempDirectory(Path.of(System.getProperty("java.io.tmpdir")), "chromium-");
        driver = new ProcessBuilder(chromedriver.toString(), "--port=0")
                .redirectErrorStream(true)
                .start();
        try {
            URI base = URI.create("http://127.0.0.1:" + port(driver) + "/session");
            Map<String, Object> options = Map.of(
                    "binary",
                    chromium.toString(),
                    "args",
                    List.of(
                            "--headless=new",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync",
                            "--user-data-dir=" + profile));
            JsonNode made = send(
                    "POST", base, Map.of("capabilities", Map.of("alwaysMatch", Map.of("goog:chromeOptions", options))));
            session = URI.create(base + "/" + made.get("sessionId").asText());
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** A new browser; without Chromium the test is skipped, or fails where {@code carillon.require} is true. */
    public static Browser open() throws IOException, InterruptedException {
        Optional<Path> chromium = Programs.onPath("chromium").or(() -> Programs.onPath("chromium-browser"));
        Optional<Path> chromedriver = Programs.onPath("chromedriver");
        if (chromium.isEmpty() || chromedriver.isEmpty()) {
            String word = "needs chromium and chromedriver on the path (Debian: chromium-driver)";
            if (Boolean.getBoolean("carillon.require")) {
                Assertions.fail(word);
            }
            Assumptions.abort("skipped: " + word);
        }
        return new Browser(chromium.orElseThrow(), chromedriver.orElseThrow());
    }

    private static int port(Process driver) throws IOException {
        BufferedReader out = new BufferedReader(new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher matcher = PORT.matcher(line);
            if (matcher.find()) {
                // Nobody reads on, and a full pipe would stop it.
                Thread.ofVirtual().start(() -> out.lines().forEach(ignored -> {}));
                return Integer.parseInt(matcher.group(1));
            }
            said.append(line).append('\n');
        }
        throw new IOException("chromedriver did not start: " + said);
    }

    public void navigate(URI page) throws IOException, InterruptedException {
        command("/url", Map.of("url", page.toString()));
    }

    /** Runs the body of a JavaScript function; a promise that it returns is awaited. */
    public JsonNode execute(String script) throws IOException, InterruptedException {
        return command("/execute/sync", Map.of("script", script, "args", List.of()));
    }

    /** Waits until the body of a JavaScript function returns true. */
    public void await(String what, String script) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!execute(script).asBoolean()) {
            if (System.nanoTime() > deadline) {
                Assertions.fail("in vain waited for: " + what + "\n"
                        + execute("return document.body.innerText").asText());
            }
            Thread.sleep(50);
        }
    }

    /** A command of the Chrome DevTools Protocol. */
    public void devTools(String method, Map<String, Object> parameters) throws IOException, InterruptedException {
        command("/goog/cdp/execute", Map.of("cmd", method, "params", parameters));
    }

    /** The size of the page's window, in CSS pixels; below what a real window may have, too. */
    public void viewport(int width, int height) throws IOException, InterruptedException {
        devTools(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** What the page sees as the user's wish: light or dark. */
    public void colorScheme(String scheme) throws IOException, InterruptedException {
        devTools(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** What the window shows, as PNG. */
    public byte[] screenshot() throws IOException, InterruptedException {
        return Base64.getDecoder()
                .decode(send("GET", URI.create(session + "/screenshot"), null).asText());
    }

    private JsonNode command(String path, Map<String, Object> body) throws IOException, InterruptedException {
        return send("POST", URI.create(session + path), body);
    }

    private JsonNode send(String method, URI uri, @Nullable Map<String, Object> body)
            throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(uri)
                        .method(method, publisher)
                        .timeout(PATIENCE)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        JsonNode value = JSON.readTree(response.body()).path("value");
        if (response.statusCode() != 200) {
            throw new IOException(
                    method + " " + uri.getPath() + ": " + value.path("message").asText(response.body()));
        }
        return value;
    }

    @Override
    public void close() throws IOException {
        try {
            if (!session.toString().isEmpty()) {
                send("DELETE", session, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            driver.descendants().forEach(ProcessHandle::destroy);
            driver.destroy();
            driver.onExit().join();
            http.close();
            remove(profile);
        }
    }

    /** Chromium's last helpers may still be writing while it goes; what they leave stays below target. */
    private static void remove(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            return;
        }
        paths.forEach(path -> path.toFile().delete());
    }
}
