package dev.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Some benchmarks, each for a moment in this very process: so that they cannot rot. Their times mean nothing here. */
final class BenchmarksSmokeTest {
    @Test
    void the_fan_out_runs() throws RunnerException {
        assertThat(run("FanoutBenchmark.carillon", "end", "MEMORY", "batch", "32"))
                .hasSize(1);
        assertThat(run("AudiencesBenchmark.carillon", "audiences", "10")).hasSize(1);
        assertThat(run("SlowShareBenchmark.carillon", "slowPercent", "10")).hasSize(1);
    }

    @Test
    void decoding_tokens_and_the_registry_run_with_their_controls() throws RunnerException {
        assertThat(run("DecodeBenchmark", "size", "200")).hasSize(2);
        assertThat(run("SesameBenchmark", "format", "V2")).hasSize(2);
        assertThat(run("RegistryBenchmark", "types", "10")).hasSize(3);
    }

    @Test
    void encoding_and_compressing_run_with_their_controls() throws RunnerException {
        assertThat(run("EncodeBenchmark", "connections", "1")).hasSize(2);
        assertThat(run("CompressionBenchmark", "connections", "1")).hasSize(2);
    }

    private static Collection<RunResult> run(String benchmark, String... parameters) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\." + benchmark + "\\b")
                .verbosity(VerboseMode.SILENT)
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(50))
                .shouldFailOnError(true);
        for (int i = 0; i < parameters.length; i += 2) {
            options.param(parameters[i], parameters[i + 1]);
        }
        Collection<RunResult> results = new Runner(options.build()).run();
        assertThat(results)
                .allSatisfy(result ->
                        assertThat(result.getPrimaryResult().getScore()).isPositive());
        return results;
    }
}
