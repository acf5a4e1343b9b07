package dev.carillon.bench.million;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The harness of the million, with a thousand. */
final class MillionTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_thousand_are_opened_weighed_told_moved_and_all_accounted_for(boolean deflate) throws IOException {
        try (Million million = new Million(new Report.Crowd(1000, 10, 20, 2, deflate, 200))) {
            Report report = million.run(2);
            assertThat(report.moved()).isEqualTo(100);
            assertThat(report.deliveryMillis()).hasSize(2);
            assertThat(report.account().isBalanced()).isTrue();
            assertThat(report.account().written())
                    .as("3 to warm up, 2 measured, 3 to the group while it may see them, 1 more to all")
                    .isEqualTo((3 + 2 + 1) * 1000 + 3 * 100);
            assertThat(report.account().shed()).isZero();
            assertThat(report.left()).isZero();
            // Not the whole heap: what other tests have left is a large share of so few subscribers'.
            assertThat(share(report, "dev.carillon.gateway.registry.Subscriber").subscriber())
                    .isBetween(40.0, 150.0);
            assertThat(share(report, "dev.carillon.gateway.registry.Subscriber").channel())
                    .isZero();
            assertThat(share(report, "dev.carillon.bench.channels.MemoryChannel")
                            .channel())
                    .isEqualTo(share(report, "dev.carillon.bench.channels.MemoryChannel")
                            .subscriber());
        }
    }

    private static Report.ClassShare share(Report report, String name) {
        return report.classes().stream()
                .filter(share -> share.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_command_prints_and_writes_its_figures(@TempDir Path directory) throws IOException {
        StringWriter out = new StringWriter();
        Path json = directory.resolve("million.json");
        int status = new CommandLine(new MillionMain())
                .setOut(new PrintWriter(out, true))
                .execute(
                        "--subscribers",
                        "50",
                        "--groups",
                        "5",
                        "--types",
                        "10",
                        "--loops",
                        "1",
                        "--events",
                        "1",
                        "--json",
                        json.toString());
        assertThat(status).isZero();
        assertThat(out.toString())
                .contains("50 subscribers in 5 groups over 10 content types, on 1 loop(s), not compressed")
                .contains("10 moved")
                .contains("0 left");
        assertThat(Files.readString(json)).contains("\"heap\"", "\"matched\"");
    }

    @Test
    void a_heap_is_read_from_the_virtual_machines_own_table() {
        LiveHeap before = LiveHeap.parse("""
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:            10            400  [B (java.base@25)
                   2:             2             64  some.Thing
                Total            12            464
                """);
        LiveHeap after = LiveHeap.parse("""
                   1:            20            800  [B (java.base@25)
                   2:             3             96  some.Thing
                   3:             1             16  some.Other
                """);
        assertThat(before.bytes()).isEqualTo(464);
        assertThat(after.since(before).bytes()).isEqualTo(448);
        assertThat(after.since(before).each("some.Thing", 2)).isEqualTo(16);
        assertThat(after.since(before).each("some.Other", 1)).isEqualTo(16);
        assertThat(after.since(before).each(10)).isEqualTo(44.8);
    }
}
