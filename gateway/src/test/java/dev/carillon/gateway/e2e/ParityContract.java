package dev.carillon.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.e2e.WebSocketClients.FirstMessage;
import dev.carillon.gateway.e2e.site.DjangoSite;
import dev.carillon.gateway.e2e.site.ServerUnderTest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a client of the guide's server sees, a client of the server under test sees too, byte for byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ParityContract {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Stage stage;
    private ServerUnderTest server;
    private WebSocketClients clients;

    /** Starts the server under test beside the site. */
    abstract ServerUnderTest start(DjangoSite site);

    @BeforeAll
    void startBoth() throws Exception {
        stage = opening(new Stage(getClass().getSimpleName()));
        server = opening(start(stage.site()));
        clients = opening(new WebSocketClients(stage.site()));
    }

    private <T extends AutoCloseable> T opening(T resource) {
        opened.push(resource);
        return resource;
    }

    @AfterAll
    void stopAll() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    @Test
    void every_user_receives_the_same_bytes_in_the_same_order() {
        Tokens tokens = Tokens.of(stage.site());
        Audience audience = new Audience(clients, stage, List.of(stage.guide(), server));
        audience.connect(tokens);
        audience.publishUntilAllHear("registered");
        Editing.everything(stage.site());
        clients.publish(stage.redisUrl(), OddPayloads.legal(tokens));
        audience.publishUntilAllHear("finished");

        Map<String, List<String>> expected = audience.received(0);
        assertThat(audience.received(1)).isEqualTo(expected);
        assertThatTheScenarioTellsUsersApart(expected);
        assertThat(audience.disconnect(1)).isEqualTo(audience.disconnect(0)).containsValue("1000 ");
        assertThat(stage.guide().isAlive()).as("the guide's server still runs").isTrue();
    }

    /** Two servers that send nothing would agree as well. */
    private static void assertThatTheScenarioTellsUsersApart(Map<String, List<String>> expected) {
        assertThat(expected.get("root")).hasSizeGreaterThan(25).isEqualTo(expected.get("française"));
        assertThat(expected.get("nobody")).isEmpty();
        assertThat(expected.get("adds-and-deletes")).isEmpty();
        assertThat(expected.get("proxy-only")).isNotEmpty().allMatch(text -> text.contains("discounted"));
        assertThat(expected.get("accounts")).isNotEmpty().noneMatch(text -> text.contains("product"));
        assertThat(expected.get("viewer")).isNotEmpty().isNotEqualTo(expected.get("changer"));
    }

    @Test
    void every_kind_of_token_is_answered_with_the_same_code_and_reason() {
        Map<String, String> expected = new LinkedHashMap<>();
        Map<String, String> actual = new LinkedHashMap<>();
        Tokens tokens = Tokens.of(stage.site());
        OddTokens.refused(tokens).forEach((name, message) -> {
            clients.connect("guide: " + name, stage.guide().uri(), message);
            clients.connect("other: " + name, server.uri(), message);
        });
        OddTokens.refused(tokens).keySet().forEach(name -> {
            expected.put(name, clients.close("guide: " + name));
            actual.put(name, clients.close("other: " + name));
        });
        assertThat(actual).isEqualTo(expected);
        assertThat(expected.values()).containsOnly("1011 authentication failed");
    }

    @Test
    void a_binary_token_and_one_that_is_too_large_are_answered_with_the_same_code() {
        Tokens tokens = Tokens.of(stage.site());
        Map<String, FirstMessage> messages = Map.of(
                "binary", OddTokens.binary(tokens.of("root")), "large", FirstMessage.text("A".repeat(1 << 20) + "A"));
        messages.forEach((name, message) -> {
            clients.connect("guide: " + name, stage.guide().uri(), message);
            clients.connect("other: " + name, server.uri(), message);
        });
        // Reasons differ between versions of the guide's server.
        assertThat(clients.close("other: binary")).startsWith("1011");
        assertThat(clients.close("guide: binary")).startsWith("1011");
        assertThat(clients.close("other: large")).startsWith("1009");
        assertThat(clients.close("guide: large")).startsWith("1009");
    }
}
