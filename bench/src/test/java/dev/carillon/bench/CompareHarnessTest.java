package dev.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What {@code bench/compare} decides by itself, without servers: its own tests, in Python. */
final class CompareHarnessTest {
    @Test
    void its_own_tests_pass() throws IOException, InterruptedException {
        Process tests = new ProcessBuilder(
                        "python3", Path.of("harness", "test_harness.py").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(tests.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tests.waitFor()).as(said).isZero();
    }
}
