package dev.carillon.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.load.testing.FakeServer;
import dev.carillon.bench.load.testing.FakeServer.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the command says of servers that do their work badly: exactly what they did. */
@Timeout(60)
@SuppressWarnings("NullAway.Init")
final class MisbehaviourTest {
    @TempDir
    Path folder;

    private Command load(FakeServer server, String tokens, String more) throws IOException {
        Path file = Files.writeString(folder.resolve("tokens"), tokens);
        return Command.run(
                folder,
                "%s -t %s --types 7,8 --publish %s -r 50 --drain 500ms " + more,
                server.url(),
                file,
                server.publishUrl());
    }

    /** Each client has its own misfortune. */
    private static final class Unlucky implements FakeServer.Behaviour {
        private final Map<String, byte[]> held = new ConcurrentHashMap<>();

        @Override
        public void hand(Session client, long event, byte[] payload) throws IOException {
            switch (client.token()) {
                case "loses" -> {
                    if (event != 5 && (event < 10 || event > 12)) {
                        client.text(payload);
                    }
                }
                case "doubles" -> {
                    client.text(payload);
                    if (event == 7 || event == 49) {
                        client.text(payload);
                    }
                }
                case "swaps" -> swap(client, event, payload);
                case "alters" -> {
                    byte[] altered = payload.clone();
                    altered[altered.length - 3] ^= event == 12 ? (byte) 1 : 0;
                    client.text(altered);
                }
                case "cuts short" -> client.text(event == 40 ? Arrays.copyOf(payload, 150) : payload);
                case "fragments" -> fragment(client, payload);
                default -> client.text(payload);
            }
        }

        private void swap(Session client, long event, byte[] payload) throws IOException {
            if (event == 30) {
                held.put(client.token(), payload);
                return;
            }
            client.text(payload);
            if (event == 31) {
                client.text(Objects.requireNonNull(held.get(client.token())));
            }
        }

        private static void fragment(Session client, byte[] payload) throws IOException {
            int half = payload.length / 2;
            client.raw(FakeServer.frame(0x01, Arrays.copyOf(payload, half)));
            client.raw(FakeServer.frame(0x89, new byte[] {'h', 'i'}));
            client.raw(FakeServer.frame(0x80, Arrays.copyOfRange(payload, half, payload.length)));
        }
    }

    @Test
    void losses_doubles_swaps_damage_and_leaks_are_told_to_the_event() throws Exception {
        try (FakeServer server = FakeServer.start(new Unlucky())) {
            Command result = load(
                    server,
                    "good\nloses\ndoubles\nswaps\nalters\nmay see 7 only\t7\nfragments\ncuts short\n",
                    "-n 8 -d 1s");
            assertThat(result.status()).as(result.toString()).isEqualTo(1);
            assertThat(result.texts("/account/findings"))
                    .containsExactly(
                            "connection 1 (token 2, reading): missing 4 (events 5, 10-12)",
                            "connection 2 (token 3, reading): 2 duplicate",
                            "connection 3 (token 4, reading): 1 out of order",
                            "connection 4 (token 5, reading): missing 1 (events 12), 1 damaged",
                            "connection 5 (token 6, reading): 25 forbidden",
                            "connection 7 (token 8, reading): missing 1 (events 40), 1 damaged");
            assertThat(result.number("/account/tallies/READING/due")).isEqualTo(7 * 50 + 25);
            assertThat(result.number("/account/tallies/READING/received")).isEqualTo(7 * 50 + 25 - 6);
            assertThat(result.texts("/verdict/reasons"))
                    .containsExactly(
                            "6 deliveries to reading clients are missing",
                            "2 deliveries came twice",
                            "1 deliveries came out of order",
                            "25 deliveries went to clients that must not see them",
                            "2 deliveries were damaged");
            assertThat(result.out()).contains("BAD        6 deliveries to reading clients are missing");
        }
    }

    @Test
    void a_client_that_the_server_closes_comes_back_and_its_absence_is_told() throws Exception {
        FakeServer.Behaviour closing = (client, event, payload) -> {
            if (event == 20 && client.token().equals("b")) {
                client.close(1013, "too slow");
            } else {
                client.text(payload);
            }
        };
        try (FakeServer server = FakeServer.start(closing)) {
            Command result = load(server, "a\nb\n", "-n 2 -d 3s");
            assertThat(result.status()).as(result.toString()).isEqualTo(1);
            assertThat(result.number("/comings/ended/closed by the server: 1013 too slow"))
                    .isEqualTo(1);
            assertThat(result.number("/comings/opened")).isEqualTo(2);
            assertThat(result.number("/comings/again/opening/count")).isEqualTo(1);
            long cut = result.number("/account/tallies/READING/unheard/cut");
            // It comes back a second later, at 50 events a second.
            assertThat(cut).isBetween(40L, 110L);
            assertThat(result.number("/account/tallies/READING/received")).isEqualTo(300 - cut);
            assertThat(result.number("/account/tallies/READING/unheard/missing"))
                    .isZero();
            assertThat(result.texts("/verdict/reasons"))
                    .containsExactly(cut + " events came while the connection of a reading client was down");
        }
    }

    @Test
    void a_frame_against_the_rules_ends_the_connection_and_is_named() throws Exception {
        FakeServer.Behaviour masking = (client, event, payload) -> {
            byte[] frame = FakeServer.frame(0x81, payload);
            frame[1] |= (byte) (event == 45 ? 0x80 : 0);
            client.raw(frame);
        };
        try (FakeServer server = FakeServer.start(masking)) {
            Command result = load(server, "a\n", "-n 1 -d 1s");
            assertThat(result.status()).as(result.toString()).isEqualTo(1);
            assertThat(result.number("/comings/ended/protocol error: a masked frame"))
                    .isEqualTo(1);
            assertThat(result.number("/account/tallies/READING/unheard/cut")).isEqualTo(5);
        }
    }

    /** Takes each token's first client to be the only one. */
    private static final class Forgetful implements FakeServer.Behaviour {
        private final Map<String, Session> first = new ConcurrentHashMap<>();

        @Override
        public void hand(Session client, long event, byte[] payload) throws IOException {
            if (first.get(client.token()) == client) {
                client.text(payload);
            }
        }

        @Override
        public void welcome(Session client) {
            first.putIfAbsent(client.token(), client);
        }
    }

    @Test
    void a_server_that_forgets_who_came_back_is_found_out() throws Exception {
        try (FakeServer server = FakeServer.start(new Forgetful())) {
            Command result = load(server, "a\nb\n", "-n 2 -d 2s --storm 500ms --settle 500ms");
            assertThat(result.status()).as(result.toString()).isEqualTo(1);
            long missing = result.number("/account/tallies/READING/unheard/missing");
            long away = result.number("/account/tallies/READING/unheard/away");
            // Half a second away by itself, half a second to settle, a second in which the server owed them events.
            assertThat(missing).isBetween(70L, 110L);
            assertThat(missing + away + result.number("/account/tallies/READING/received"))
                    .isEqualTo(200);
        }
    }

    @Test
    void it_is_found_out_too_where_the_run_ends_before_the_settle_time() throws Exception {
        try (FakeServer server = FakeServer.start(new Forgetful())) {
            Command result = load(server, "a\nb\n", "-n 2 -d 1s --storm 500ms --settle 1s");
            assertThat(result.status()).as(result.toString()).isEqualTo(1);
            assertThat(result.number("/account/tallies/READING/unheard/missing"))
                    .isZero();
            assertThat(result.texts("/verdict/reasons"))
                    .containsExactly("2 clients that had left by themselves are not subscribed again");
            assertThat(result.out())
                    .containsPattern("storm at 0\\.5 s: 2 left; all back after .*, 2 never heard anything");
        }
    }

    @Test
    void clients_that_come_back_after_the_last_event_are_heard_by_probes() throws Exception {
        try (FakeServer server = FakeServer.start((client, event, payload) -> client.text(payload))) {
            // The last event is at 980 ms.
            Command result = load(server, "a\n", "-n 4 -d 1s --storm 990ms");
            assertThat(result.status()).as(result.toString()).isZero();
            assertThat(result.number("/account/tallies/READING/received")).isEqualTo(4 * 50);
            assertThat(result.number("/comings/storm/left")).isEqualTo(4);
            assertThat(result.number("/comings/storm/silent")).isZero();
            assertThat(result.number("/comings/again/subscribed/count")).isEqualTo(4);
        }
    }

    @Test
    void tokens_are_read_again_when_their_file_has_changed() throws Exception {
        Set<String> tokens = ConcurrentHashMap.newKeySet();
        FakeServer.Behaviour renewed = new FakeServer.Behaviour() {
            @Override
            public void hand(Session client, long event, byte[] payload) throws IOException {
                if (event == 10 && client.token().equals("old")) {
                    Files.writeString(folder.resolve("tokens"), "new\n");
                }
                client.text(payload);
            }

            @Override
            public void welcome(Session client) {
                tokens.add(client.token());
            }
        };
        try (FakeServer server = FakeServer.start(renewed)) {
            Command result = load(server, "old\n", "-n 1 -d 2s --storm 1s");
            assertThat(result.status()).as(result.toString()).isZero();
            assertThat(tokens).containsExactlyInAnyOrder("old", "new");
        }
    }

    @Test
    void what_comes_twice_or_must_not_come_is_not_counted_as_received() throws Exception {
        FakeServer.Behaviour generous = (client, event, payload) -> {
            client.text(payload);
            client.text(payload);
        };
        try (FakeServer server = FakeServer.start(generous)) {
            Command result = load(server, "a\nsees 7 only\t7\n", "-n 2 -d 1s");
            assertThat(result.status()).as(result.toString()).isEqualTo(1);
            assertThat(result.number("/steps/0/received")).isEqualTo(50 + 25);
            assertThat(result.number("/steps/0/latency/count")).isEqualTo(50 + 25);
            assertThat(result.number("/account/tallies/READING/defects/duplicates"))
                    .isEqualTo(50 + 25);
        }
    }

    @Test
    void clients_that_come_and_go_by_themselves_hold_nothing_against_the_server() throws Exception {
        try (FakeServer server = FakeServer.start((client, event, payload) -> client.text(payload))) {
            Command result = load(server, "a\n", "-n 20 -d 2s --churn 40");
            assertThat(result.status()).as(result.toString()).isZero();
            assertThat(result.number("/comings/opened")).isEqualTo(20);
            long again = result.number("/comings/again/opening/count");
            assertThat(again).isBetween(40L, 81L);
            assertThat(server.accepted()).isEqualTo(20 + (int) again);
            long away = result.number("/account/tallies/READING/unheard/away");
            assertThat(result.number("/account/tallies/READING/received") + away)
                    .isEqualTo(20 * 100);
        }
    }
}
