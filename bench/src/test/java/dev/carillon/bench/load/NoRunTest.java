package dev.carillon.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.load.testing.FakeServer;
import dev.carillon.bench.load.testing.FakeServer.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where there can be no run, status 2 and a word why. */
@Timeout(60)
@SuppressWarnings("NullAway.Init")
final class NoRunTest {
    @TempDir
    Path folder;

    private void refuses(String words, String arguments, Object... values) {
        Command result = Command.run(folder, arguments, values);
        assertThat(result.err()).contains("load: ", words).doesNotContain("\tat ");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
    }

    private String tokens() throws IOException {
        return Files.writeString(folder.resolve("tokens"), "very-secret\n").toString();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void a_wrong_command_line_is_told_with_what_to_write() throws IOException {
        String to = "ws://127.0.0.1:1/ --no-token";
        String publish = to + " --types 7 --publish http://x";
        refuses("who are the clients?", "ws://127.0.0.1:1/");
        refuses("exclude each other", to + " -t %s", tokens());
        refuses("should be specified only once", to + " -n 5 -n 6");
        refuses("Unknown option", "--conections 5");
        refuses("Invalid value for option '--connections'", "-n many");
        refuses("name a WebSocket URL", "--no-token");
        refuses("is no WebSocket URL", "http://127.0.0.1/ --no-token");
        refuses("where are events published?", to + " -r 5");
        refuses("of which content types", to + " -r 5 --publish http://127.0.0.1:1");
        refuses("is no rate", publish + " -r fast");
        refuses("no event falls into", publish + " -r 0.1 -d 1s");
        refuses("--storm comes after the last event, which is due after 4.000 s", publish + " -r 1,2 -d 2s --storm 4s");
        refuses("--storm and --churn need a --rate", to + " --storm 1s");
        refuses("--storm and --churn need a --rate", to + " --churn 1");
        refuses("--size must be at least 128", to + " --size 10");
        refuses("is no duration", to + " -d soon");
        refuses("at most 100%", to + " --slow 60% --stalled 60%");
        refuses("at least one connection", to + " -n 0");
        refuses("descriptor limit", to + " -n 50 --processes 51");
        refuses("loopback targets only", "ws://192.0.2.1/ --no-token --sources 4");
        refuses("a token stands in", to + " --token-in body");
        refuses("no such file", "ws://127.0.0.1:1/ -t %s", folder.resolve("none"));
        refuses("there is no such file", "-u 1 -c %s", folder.resolve("none.yaml"));
    }

    @Test
    void a_server_that_does_not_answer_is_told_with_the_reason() throws IOException {
        String nowhere = "ws://127.0.0.1:" + closedPort() + "/ --no-token -n 3 --connect-timeout 100ms";
        refuses("only 0 of 3 connections were open: ", nowhere);
        refuses("times connection refused", nowhere);
        refuses(
                "cannot connect to 127.0.0.1:",
                nowhere + " --types 7 -r 5 --publish redis://127.0.0.1:" + closedPort());
        refuses(
                "nothing listens at http://127.0.0.1:",
                nowhere + " --metrics http://127.0.0.1:" + closedPort() + "/metrics");
    }

    @Test
    void a_server_that_refuses_is_told_with_its_words() throws IOException {
        FakeServer.Behaviour full = new FakeServer.Behaviour() {
            @Override
            public void hand(Session client, long event, byte[] payload) {}

            @Override
            public String answer() {
                return "HTTP/1.1 503 Full\r\n\r\n";
            }
        };
        try (FakeServer server = FakeServer.start(full)) {
            refuses("times HTTP 503", server.url() + " --no-token -n 2 --connect-timeout 100ms");
        }
    }

    @Test
    void a_server_that_does_not_know_the_token_is_told_and_the_token_is_not() throws IOException {
        FakeServer.Behaviour strict = new FakeServer.Behaviour() {
            @Override
            public void hand(Session client, long event, byte[] payload) {}

            @Override
            public void welcome(Session client) throws IOException {
                client.close(1011, "authentication failed");
            }
        };
        try (FakeServer server = FakeServer.start(strict)) {
            String arguments = server.url() + " -t %s --types 7 -r 5 --publish " + server.publishUrl()
                    + " -n 3 --connect-timeout 5s --settle 500ms";
            refuses("closed by the server: 1011 authentication failed", arguments, tokens());
            assertThat(Command.run(folder, arguments, tokens()).toString()).doesNotContain("very-secret");
        }
    }

    @Test
    void clients_that_never_hear_a_probe_end_it_before_the_first_event() throws IOException {
        try (FakeServer server = FakeServer.start((client, event, payload) -> {})) {
            refuses(
                    "no client has heard a probe",
                    "%s -t %s --types 7 -r 5 --publish %s --settle 300ms",
                    server.url(),
                    tokens(),
                    server.publishUrl());
        }
    }
}
