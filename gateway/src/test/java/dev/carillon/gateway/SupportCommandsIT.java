package dev.carillon.gateway;

import static dev.carillon.gateway.testing.TestGateway.VICTOR;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.gateway.command.Commands;
import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.testing.TestGateway;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commands of support people, against a running gateway. */
@Timeout(60)
final class SupportCommandsIT {
    private static TestGateway gateway;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.start();
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    @Test
    void why_answers_in_words_and_in_json() throws Exception {
        try (RawWebSocket victor = gateway.client(VICTOR)) {
            gateway.awaitSubscribers(1);
            assertThat(run("why", "--username", "victor", "--content-type", "shop.order"))
                    .isZero();
            assertThat(out.toString())
                    .startsWith("victor (3) has 1 connection; it sees shop.order: through group Logistics");
            out.getBuffer().setLength(0);
            assertThat(run("why", "--user=3", "-t", "9", "--json")).isZero();
            assertThat(new JsonMapper()
                            .readTree(out.toString())
                            .at("/database/sees")
                            .asBoolean())
                    .isTrue();
            assertThat(victor.isQuiet()).isTrue();
        }
        gateway.awaitSubscribers(0);
        assertThat(run("why", "--user=99", "-t", "9")).isEqualTo(1);
        assertThat(err.toString().strip()).isEqualTo("carillon: there is no user 99 (HTTP status 404)");
    }

    @Test
    void disconnect_closes_with_the_operators_words() throws Exception {
        try (RawWebSocket victor = gateway.client(VICTOR)) {
            gateway.awaitSubscribers(1);
            assertThat(run("disconnect", "--username=victor", "--reason", "à bientôt", "--code=4001"))
                    .isZero();
            assertThat(out.toString().strip()).isEqualTo("closed 1 connection of user named victor");
            assertThat(victor.readFrame().closing()).isEqualTo("4001 à bientôt");
        }
        gateway.awaitSubscribers(0);
        assertThat(run("disconnect", "--everyone", "--over", "soon")).isEqualTo(1);
        assertThat(err.toString()).contains("over must be a time like 500ms");
    }

    @Test
    void without_a_gateway_there_is_a_word() {
        assertThat(execute("why", "--user=1", "-t", "9", "--admin", "http://127.0.0.1:1"))
                .isEqualTo(1);
        assertThat(err.toString().strip())
                .isEqualTo("carillon: no gateway answers on http://127.0.0.1:1: start one, or name its admin port with"
                        + " --admin");
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(
                List.of("--admin", "http://127.0.0.1:" + gateway.adminAddress().getPort()));
        return execute(all.toArray(String[]::new));
    }

    private int execute(String... arguments) {
        return Commands.execute(
                Wiring.seams(),
                environment(),
                new ByteArrayInputStream(new byte[0]),
                new PrintWriter(out),
                new PrintWriter(err),
                arguments);
    }

    private static Map<String, String> environment() {
        return Map.of(
                "CARILLON_DJANGO_SECRET_KEY",
                "any",
                "CARILLON_DJANGO_DATABASE",
                "sqlite:///any",
                "CARILLON_LOGGING_LEVEL",
                "warn");
    }
}
