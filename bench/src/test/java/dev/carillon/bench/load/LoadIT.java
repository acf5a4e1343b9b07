package dev.carillon.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.load.testing.LoadedGateway;
import dev.carillon.bench.load.testing.OtherPublisher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command against a real gateway with a real Redis. */
@Timeout(120)
@SuppressWarnings("NullAway.Init")
final class LoadIT {
    /** Of the content types below, users 1 to 4 see all, three, three and none. */
    private static final String TYPES = "7,8,9,11,12";

    private static final long SEEN_BY_FOUR = 5 + 3 + 3;

    @TempDir
    static Path shared;

    private static LoadedGateway gateway;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        // A log that is soon full, so that clients which do not read are shed.
        gateway = LoadedGateway.start(
                shared, Map.of("CARILLON_LOG_MAX_EVENTS", "512", "CARILLON_SLOW_HIGH_WATERMARK", "32KiB"));
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    private Command load(String more) {
        return Command.run(folder, "-c %s -u 1-4 --types " + TYPES + " " + more, gateway.config());
    }

    /** Every event, every client, and the gateway's counters. */
    private static void isAllAccountedFor(Command result, long due) throws IOException {
        assertThat(result.status()).as(result.toString()).isZero();
        assertThat(result.number("/account/tallies/READING/due")).isEqualTo(due);
        assertThat(result.number("/account/tallies/READING/received")).isEqualTo(due);
        assertThat(result.texts("/verdict/reasons")).containsExactly("all accounted for");
        assertThat(result.out())
                .contains(
                        "matched " + due + " = written " + due + " + shed 0",
                        "matched " + due + " = due " + due,
                        "written " + due + " = received " + due);
    }

    @Test
    void every_user_gets_what_the_site_lets_them_see() throws Exception {
        // 50 events of each content type, 10 clients of each user.
        Command result = load("-n 40 -r 250 -d 1s");
        isAllAccountedFor(result, 10 * 50 * SEEN_BY_FOUR);
        assertThat(result.number("/comings/opened")).isEqualTo(40);
        assertThat(result.number("/steps/0/due")).isEqualTo(10 * 50 * SEEN_BY_FOUR);
        assertThat(result.number("/steps/0/latency/count")).isEqualTo(10 * 50 * SEEN_BY_FOUR);
        assertThat(result.json().at("/steps/0/latency/p50").asDouble()).isPositive();
    }

    @Test
    void several_processes_and_a_ramp_through_the_admin_port_add_up() throws Exception {
        Command result = load(
                "-n 21 -r 100..300*3 -d 500ms --processes 2 --threads 2 --publish " + gateway.admin() + " --sources 3");
        // 50 and 150 events: 40 of each content type; users 1 to 4 have 6, 5, 5 and 5 of the 21.
        isAllAccountedFor(result, 40 * (6 * 5 + 5 * 3 + 5 * 3));
        assertThat(result.number("/steps/0/published")).isEqualTo(50);
        assertThat(result.number("/steps/1/published")).isEqualTo(150);
        assertThat(result.number("/steps/0/received") + result.number("/steps/1/received"))
                .isEqualTo(result.number("/account/tallies/READING/due"));
    }

    @Test
    void compressed_events_are_inflated_once_and_known_again() throws Exception {
        Command result = load("-n 8 -r 100 -d 1s -s 2KiB --compression");
        isAllAccountedFor(result, 20 * 2 * SEEN_BY_FOUR);
    }

    @Test
    void slow_and_stalled_clients_churn_and_a_storm_are_accounted_for_with_the_gateways_counters() throws Exception {
        Command result =
                load("-n 40 -r 1000 -d 2s -s 4KiB --slow 10% --stalled 10% --slow-buffer 4KiB --churn 20 --storm 1s");
        assertThat(result.status()).as(result.toString()).isZero();
        long due = 0;
        long elsewhere = 0;
        for (String role : List.of("READING", "SLOW", "STALLED")) {
            String tally = "/account/tallies/" + role;
            due += result.number(tally + "/due");
            elsewhere += result.number(tally + "/received")
                    + result.number(tally + "/unheard/missing")
                    + result.number(tally + "/unheard/cut")
                    + result.number(tally + "/unheard/away");
            assertThat(result.number(tally + "/defects/duplicates")).isZero();
        }
        // 2,000 events: 400 of each content type.
        assertThat(due).isEqualTo(10 * 400 * SEEN_BY_FOUR).isEqualTo(elsewhere);
        assertThat(result.number("/account/tallies/STALLED/connections")).isEqualTo(4);
        assertThat(result.number("/account/tallies/READING/unheard/missing")).isZero();
        assertThat(result.number("/comings/opened")).isEqualTo(40);
        assertThat(result.number("/comings/again/opening/count")).isGreaterThan(40);
        assertThat(result.json().at("/gateway/checks").findValuesAsText("finding"))
                .hasSize(3)
                .containsOnly("HOLDS");
    }

    @Test
    void after_a_storm_that_outlasts_the_events_it_is_known_when_all_are_subscribed_again() throws Exception {
        Command result = load("-n 40 -r 100 -d 1s --storm 900ms --connect-rate 100");
        assertThat(result.status()).as(result.toString()).isZero();
        assertThat(result.texts("/verdict/reasons")).containsExactly("all accounted for");
        assertThat(result.number("/comings/storm/left")).isEqualTo(40);
        assertThat(result.number("/comings/storm/outside")).isZero();
        assertThat(result.number("/comings/storm/silent")).isZero();
        // Ten a second and client: the last come when no event is left to tell it.
        assertThat(result.json().at("/comings/storm/openSeconds").asDouble()).isGreaterThan(0.2);
        assertThat(result.json().at("/comings/storm/subscribedSeconds").asDouble())
                .isGreaterThan(0.2);
        assertThat(result.out())
                .containsPattern("storm at 0\\.9 s: 40 left; all back after .* s, all subscribed after .* s\n");
        assertThat(result.json().at("/gateway/checks").findValuesAsText("finding"))
                .containsOnly("HOLDS");
    }

    @Test
    void another_publisher_beside_it_leaves_bounds_and_a_word_that_no_more_can_be_told() throws Exception {
        try (OtherPublisher other = new OtherPublisher(gateway.admin())) {
            Command result = load("-n 8 -r 50 -d 1s");
            assertThat(result.status()).as(result.toString()).isZero();
            assertThat(result.texts("/verdict/reasons"))
                    .containsExactly("all accounted for by the clients; not compared with the gateway's numbers");
            assertThat(result.out())
                    .contains("gateway    cannot be told:  whether the gateway's numbers are the clients'")
                    .contains("messages were not of this run");
            assertThat(result.json().at("/gateway/checks").findValuesAsText("finding"))
                    .containsExactly("HOLDS", "HOLDS", "HOLDS", "UNTOLD");
            assertThat(other.isAlive()).isTrue();
        }
    }

    @Test
    void a_token_that_the_site_does_not_know_is_no_run() throws Exception {
        Path tokens = Files.writeString(folder.resolve("tokens"), "AAAAAAAAAAAAAAAAAAAAAAAAAAAA\n");
        Command result = Command.run(
                folder, "-c %s -t %s --types 7 -r 5 --settle 1s --connect-timeout 100ms", gateway.config(), tokens);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("closed by the server: 1011 authentication failed");
    }

    @Test
    void held_connections_are_told_of_and_nothing_is_published() throws Exception {
        Command result = load("-n 4 -d 1s");
        assertThat(result.status()).as(result.toString()).isZero();
        assertThat(result.out()).contains("4 connections", "held");
        assertThat(result.number("/account/tallies/READING/due")).isZero();
    }

    @Test
    void a_signal_to_all_its_processes_ends_a_run_early_with_its_report() throws Exception {
        Path report = folder.resolve("early");
        // A session of its own, so that the signal can go to the whole group, as from a terminal.
        List<String> command = new ArrayList<>(List.of("setsid", "--fork", "--wait"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LoadMain.class.getName()));
        command.addAll(List.of("-c", gateway.config(), "-o", report.toString()));
        command.addAll(List.of("-u 1-4 -n 8 -r 25 -d 10m --processes 2".split(" ", -1)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringBuilder said = new StringBuilder();
        boolean signalled = false;
        try (var lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.append(line).append('\n');
                if (!signalled && line.contains("  sent ")) {
                    signalled = true;
                    long leader = process.children().findFirst().orElseThrow().pid();
                    new ProcessBuilder("kill", "-TERM", "--", "-" + leader)
                            .inheritIO()
                            .start()
                            .waitFor();
                }
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said.toString()).isZero();
        assertThat(said).contains("all accounted for", "early.json").doesNotContain("a worker process");
        assertThat(Files.readString(folder.resolve("early.html"))).contains("<svg");
    }
}
