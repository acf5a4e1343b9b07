package dev.carillon.bench.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CompareMainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void the_exit_status_and_the_table_tell_what_is_worse() throws IOException {
        Path before = write("before.json", "250.5", "2.0", "14.0");
        Path now = write("now.json", "300.0", "2.0", "30.0");
        assertThat(run(before, now)).isEqualTo(1);
        assertThat(out.toString())
                .contains("fanout.FanoutBenchmark.carillon batch=1 connections=1000")
                .contains("250.5 ± 2.00 ns/op", "300.0 ± 2.00 ns/op", "+20 %", "SLOWER")
                .contains("14.0 ± 0.10 B/op", "30.0 ± 0.10 B/op", "ALLOCATES MORE")
                .contains("1 SLOWER, 1 ALLOCATES MORE (tolerance 10.0 %)");
    }

    @Test
    void the_tolerance_can_be_set() throws IOException {
        Path before = write("before.json", "250.5", "2.0", "14.0");
        Path now = write("now.json", "300.0", "2.0", "14.0");
        assertThat(run(before, now, "--tolerance", "25")).isZero();
        assertThat(out.toString()).contains("2 alike");
    }

    @Test
    void a_run_so_short_that_it_has_no_error_is_no_success() throws IOException {
        Path before = write("before.json", "250.5", "\"NaN\"", "14.0");
        Path now = write("now.json", "300.0", "\"NaN\"", "14.0");
        assertThat(run(before, now)).isEqualTo(2);
        assertThat(out.toString()).contains("250.5 ± ? ns/op", "cannot be told").doesNotContain("SLOWER");
    }

    @Test
    void a_quick_run_and_a_whole_one_are_not_compared() throws IOException {
        Path before = write("before.json", "250.5", "2.0", "14.0");
        Path now = Files.writeString(
                directory.resolve("now.json"),
                Files.readString(before).replace("\"forks\": 2", "\"forks\": 1").replace("\"1 s\"", "\"500 ms\""));
        assertThat(run(before, now)).isEqualTo(2);
        assertThat(err.toString())
                .contains("FanoutBenchmark", "2 forks, 3 x 1 s to warm up, 5 x 1 s before")
                .contains("1 forks, 3 x 500 ms to warm up, 5 x 500 ms");
    }

    @Test
    void what_is_no_result_of_jmh_cannot_be_compared() throws IOException {
        Path before = write("before.json", "250.5", "2.0", "14.0");
        Path other = Files.writeString(directory.resolve("other.json"), "{}");
        assertThat(run(before, other)).isEqualTo(2);
        assertThat(run(before, directory.resolve("none.json"))).isEqualTo(2);
        assertThat(err.toString()).contains("other.json", "none.json");
    }

    @Test
    void results_without_a_common_benchmark_are_no_success() throws IOException {
        Path before = write("before.json", "250.5", "2.0", "14.0");
        Path other = Files.writeString(
                directory.resolve("other.json"),
                Files.readString(before).replace("FanoutBenchmark", "DecodeBenchmark"));
        assertThat(run(before, other)).isEqualTo(2);
        assertThat(err.toString()).contains("no benchmark, with its parameters, is in both");
    }

    private Path write(String name, String score, String error, String bytes) throws IOException {
        return Files.writeString(directory.resolve(name), """
                [{"benchmark": "dev.carillon.bench.fanout.FanoutBenchmark.carillon", "mode": "avgt",
                  "forks": 2, "warmupIterations": 3, "warmupTime": "1 s",
                  "measurementIterations": 5, "measurementTime": "1 s",
                  "params": {"connections": "1000", "batch": "1"},
                  "primaryMetric": {"score": %s, "scoreError": %s, "scoreUnit": "ns/op"},
                  "secondaryMetrics": {
                    "gc.alloc.rate": {"score": 5.0, "scoreError": 1.0, "scoreUnit": "MB/sec"},
                    "gc.alloc.rate.norm": {"score": %s, "scoreError": 0.1, "scoreUnit": "B/op"}}}]
                """.formatted(score, error, bytes));
    }

    private int run(Path before, Path now, String... options) {
        CommandLine line = new CommandLine(new CompareMain())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        String[] arguments = new String[options.length + 2];
        arguments[0] = before.toString();
        arguments[1] = now.toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        return line.execute(arguments);
    }
}
