package dev.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code bench/compare} decides by itself, without servers, and what its load tool counts: their own tests, in Python. */
final class CompareHarnessTest {
    @ParameterizedTest
    @ValueSource(strings = {"harness/test_harness.py", "tools/test_wsload.py"})
    void its_own_tests_pass(String script) throws IOException, InterruptedException {
        Process tests = new ProcessBuilder("python3", Path.of(script).toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(tests.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tests.waitFor()).as(said).isZero();
        if (Boolean.getBoolean("carillon.require")) {
            assertThat(said).doesNotContain("skipped");
        }
    }
}
