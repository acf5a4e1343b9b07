package dev.carillon.gateway.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
final class PublishCommandTest {
    @TempDir
    Path directory;

    private HttpServer admin;
    private final List<String> posted = new CopyOnWriteArrayList<>();
    private final List<String> onBus = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void start() throws IOException {
        admin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        admin.createContext("/events", this::answer);
        admin.start();
        environment.put(
                "CARILLON_ADMIN_LISTEN", "127.0.0.1:" + admin.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        admin.stop(0);
    }

    @Test
    void one_document_is_one_event_as_it_is() {
        assertThat(publish("{\n  \"content_type_id\": 1\n}\n")).isZero();
        assertThat(posted).containsExactly("{\n  \"content_type_id\": 1\n}");
        assertThat(out.toString()).isEqualToIgnoringNewLines("matched 2 audiences, 1 connection here");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void several_documents_are_an_event_a_line() {
        assertThat(publish("{\"a\": 1}\r\n\n{\"b\":2}")).isZero();
        assertThat(posted).containsExactly("{\"a\": 1}", "{\"b\":2}");
        assertThat(out.toString().lines()).allMatch(line -> line.matches("event [12]: matched .*"));
    }

    @Test
    void what_was_wrong_is_told_and_ends_with_1() {
        assertThat(publish("{}\nnot JSON\n{}\n")).isEqualTo(1);
        assertThat(posted).hasSize(3);
        assertThat(err.toString()).isEqualToIgnoringNewLines("carillon: event 2: not a JSON object (HTTP status 400)");
    }

    @Test
    void a_file_is_read_as_well() throws Exception {
        Path file = Files.writeString(directory.resolve("event.json"), "{}\n");
        assertThat(run("", "publish", file.toString())).isZero();
        assertThat(posted).containsExactly("{}");
        assertThat(run("", "publish", directory.resolve("absent").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("cannot read").doesNotContain("\tat ");
    }

    @Test
    void no_event_at_all_is_a_failure() {
        assertThat(publish(" \n".strip())).isEqualTo(1);
        assertThat(err.toString()).contains("no event");
    }

    @Test
    void without_a_gateway_redis_is_published_to() throws Exception {
        environment.put("CARILLON_ADMIN_LISTEN", "127.0.0.1:" + closedPort());
        assertThat(publish("{}\n{\"a\":1}\n")).isZero();
        assertThat(onBus).containsExactly("{}", "{\"a\":1}");
        assertThat(out.toString()).contains("event 1: Redis handed it to 3 subscribers");
        assertThat(err.toString()).contains("no gateway answers");
    }

    @Test
    void without_a_gateway_a_bus_in_its_memory_cannot_be_reached() throws Exception {
        environment.put("CARILLON_ADMIN_LISTEN", "127.0.0.1:" + closedPort());
        environment.put("CARILLON_REDIS_URL", "memory:");
        assertThat(publish("{}")).isEqualTo(1);
        assertThat(onBus).isEmpty();
    }

    @Test
    void a_gateway_that_was_named_is_the_only_one_tried() throws Exception {
        assertThat(run("{}", "publish", "-", "--admin", "http://127.0.0.1:" + closedPort()))
                .isEqualTo(1);
        assertThat(onBus).isEmpty();
    }

    @Test
    void an_admin_port_that_is_no_url_is_told_in_one_line() {
        assertThat(run("{}", "publish", "-", "--admin", "foo")).isEqualTo(1);
        assertThat(err.toString()).contains("--admin: ", "like http://").doesNotContain("\tat ");
    }

    @Test
    void a_gateway_that_goes_away_midway_leaves_no_event_published_twice() throws Exception {
        try (ServerSocket gateway = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("CARILLON_ADMIN_LISTEN", "127.0.0.1:" + gateway.getLocalPort());
            Thread.ofVirtual().start(() -> answerOnce(gateway));
            assertThat(publish("{}\n{\"a\":1}\n{\"a\":2}\n")).isEqualTo(1);
        }
        assertThat(onBus).isEmpty();
        assertThat(out.toString().lines()).hasSize(1);
        assertThat(err.toString().lines())
                .hasSize(2)
                .allMatch(line -> line.matches("carillon: event [23]: .*gateway.*"));
    }

    /** Stops listening before it answers: whoever comes next is refused. */
    private static void answerOnce(ServerSocket gateway) {
        try (Socket connection = gateway.accept()) {
            gateway.close();
            InputStream in = connection.getInputStream();
            StringBuilder request = new StringBuilder();
            while (!request.toString().endsWith("\r\n\r\n{}")) {
                request.append((char) in.read());
            }
            String body = "{\"audiences\": 2, \"connections\": 1}";
            connection
                    .getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                    + body)
                            .getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        assertThat(exchange.getRequestHeaders().getFirst("Content-Type")).isEqualTo("application/json");
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        posted.add(body);
        boolean good = body.startsWith("{");
        byte[] answer = (good ? "{\"audiences\": 2, \"connections\": 1}" : "{\"error\": \"not a JSON object\"}")
                .getBytes(UTF_8);
        exchange.sendResponseHeaders(good ? 200 : 400, answer.length);
        try (var stream = exchange.getResponseBody()) {
            stream.write(answer);
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private int publish(String input) {
        return run(input, "publish", "-");
    }

    private int run(String input, String... arguments) {
        Seams seams = new Seams(
                config -> () -> {},
                (env, printer) -> () -> {},
                config -> List.of(),
                (config, user, jwt) -> "",
                config -> bus());
        return Commands.execute(
                seams,
                environment,
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintWriter(out),
                new PrintWriter(err),
                arguments);
    }

    private Seams.BusConnection bus() {
        return new Seams.BusConnection() {
            @Override
            public long publish(byte[] payload) {
                onBus.add(new String(payload, UTF_8));
                return 3;
            }

            @Override
            public void close() {}
        };
    }
}
