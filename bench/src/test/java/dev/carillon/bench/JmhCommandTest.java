package dev.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code bench/jmh} refuses before it builds and runs anything. */
final class JmhCommandTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"--save-baseline fanout", "--save-baseline -- -p batch=1", "--quick --save-baseline decode"})
    void a_part_of_the_benchmarks_is_not_saved_as_the_baseline_of_all(String arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("./jmh"));
        command.addAll(List.of(arguments.split(" ", -1)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(2);
        assertThat(said).contains("name another file with --baseline");
    }
}
