package dev.carillon.bench.load.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
final class ReportTest {
    @TempDir
    Path folder;

    @Test
    void due_deliveries_are_counted_for_each_step_from_who_sees_what() {
        Report report = Reports.report(10, 20);
        assertThat(report.steps()).extracting(Report.Step::published).containsExactly(10L, 20L);
        assertThat(report.steps()).extracting(Report.Step::due).containsExactly(80L, 160L);
        assertThat(report.steps().get(1).latency().p50()).isBetween(49.9, 50.2);
    }

    @Test
    void the_table_tells_rates_percentiles_and_the_account() {
        String text = TextReport.of(Reports.report(10, 20));
        assertThat(text)
                .contains("p99.9", "refused 3 times: " + Reports.NASTY, "ended 1 times: closed by the server: 1013")
                .containsPattern("10\\.0 +80 +1,000 +80 +1,000 +0\\.50 +0\\.90 +0\\.99 +1\\.00 +1\\.00\n")
                .containsPattern("reading +8 +240 +237 +2 +1 +0 +0 +0 +0 +0\n")
                .contains("BAD        2 deliveries to reading clients are missing");
    }

    @Test
    void what_was_received_a_second_counts_until_the_last_of_a_step_came() {
        Report report = Reports.report(10, 20);
        assertThat(report.steps()).extracting(Report.Step::offered).containsExactly(80.0, 160.0);
        // 1,000 each: the first step's within its second, the second's half a second after its end.
        assertThat(report.steps().get(0).delivered()).isEqualTo(1000);
        assertThat(report.steps().get(1).delivered()).isCloseTo(1000 / 1.5, offset(0.01));
    }

    @Test
    void reconnects_and_a_storm_have_lines_of_their_own() {
        Report report = Reports.report(10);
        assertThat(TextReport.of(report))
                .contains(
                        "opened 1 connections, all in after 0.50 s; handshake p50 2.0 ms",
                        "reopened 1 times; handshake p50 70.1 ms",
                        "storm at 0.5 s: 10 left; all back after 1.25 s, 1 never heard anything again\n");
        assertThat(TextReport.storm(new Report.StormReport(20, 50_000, 0, 0, 5, 6.5)))
                .isEqualTo("storm at 20 s: 50,000 left; all back after 5.00 s, all subscribed after 6.50 s");
        assertThat(TextReport.storm(new Report.StormReport(20, 5, 2, 0, 5, 0)))
                .isEqualTo("storm at 20 s: 5 left; 2 never came back, none of them can tell when it is subscribed");
    }

    @Test
    void the_json_file_is_the_report() throws IOException {
        List<Path> files = ReportFiles.write(Reports.report(10), folder.resolve("deep/run.1"));
        assertThat(files)
                .extracting(Path::getFileName)
                .extracting(Path::toString)
                .containsExactly("run.1.json", "run.1.html");
        JsonNode json = new JsonMapper().readTree(Files.readString(files.getFirst()));
        assertThat(json.at("/account/tallies/READING/unheard/missing").asLong()).isEqualTo(2);
        assertThat(json.at("/steps/0/latency/p999").asDouble()).isBetween(0.99, 1.01);
        assertThat(json.at("/steps/0/curve").size()).isGreaterThan(20);
        assertThat(json.at("/verdict/good").asBoolean()).isFalse();
        assertThat(json.at("/comings/storm/left").asLong()).isEqualTo(10);
        assertThat(json.at("/comings/storm/openSeconds").asDouble()).isEqualTo(1.25);
        assertThat(json.at("/seconds/4/received").asLong()).isEqualTo(400);
    }

    @Test
    void a_place_that_cannot_be_written_is_told_before_the_run() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> ReportFiles.check(file.resolve("run")))
                .hasMessageContaining("cannot make the directory");
        ReportFiles.check(folder.resolve("a/b/run"));
        assertThat(folder.resolve("a/b")).isDirectory();
    }

    @Test
    void numbers_on_axes_are_short() {
        assertThat(List.of(0.05, 0.2, 1.0, 2.5, 150.0, 25_000.0, 2_500_000.0))
                .extracting(Charts::number)
                .containsExactly("0.05", "0.2", "1", "2.5", "150", "25,000", "2.5 M");
        assertThat(Charts.round(0.7)).isEqualTo(1);
        assertThat(Charts.round(13)).isEqualTo(20);
        assertThat(Charts.round(210)).isEqualTo(500);
        assertThat(Charts.round(501)).isEqualTo(1000);
    }
}
