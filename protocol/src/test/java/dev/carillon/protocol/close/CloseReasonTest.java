package dev.carillon.protocol.close;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CloseReasonTest {
    /** Never on the wire: RFC 6455 section 7.4.1. */
    private static final int ABNORMAL = 1006;

    @ParameterizedTest
    @EnumSource(CloseReason.class)
    void codes_may_be_sent_and_texts_fit_a_close_frame(CloseReason reason) {
        List<Integer> sendable = List.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014);

        boolean ours = reason.code() >= 4000 && reason.code() <= 4999;

        assertThat(reason.code() == ABNORMAL || ours || sendable.contains(reason.code()))
                .isTrue();
        assertThat(reason.code() == ABNORMAL).isEqualTo(reason == CloseReason.CONNECTION_LOST);
        assertThat(reason.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(123);
        assertThat(reason.text()).matches("[ -~]*");
    }

    @Test
    void labels_are_unique_and_fit_metrics() {
        Stream<String> labels = Arrays.stream(CloseReason.values()).map(CloseReason::label);

        assertThat(labels.toList()).doesNotHaveDuplicates().allMatch(label -> label.matches("[a-z][a-z0-9_]*"));
    }

    @Test
    void the_guides_codes_and_texts_are_kept() {
        assertThat(CloseReason.AUTHENTICATION_FAILED.code()).isEqualTo(1011);
        assertThat(CloseReason.AUTHENTICATION_FAILED.text()).isEqualTo("authentication failed");
        assertThat(CloseReason.KEEPALIVE_TIMEOUT.code()).isEqualTo(1011);
        assertThat(CloseReason.KEEPALIVE_TIMEOUT.text()).isEqualTo("keepalive ping timeout");
        assertThat(CloseReason.PROTOCOL_ERROR.code()).isEqualTo(1002);
        assertThat(CloseReason.INVALID_DATA.code()).isEqualTo(1007);
        assertThat(CloseReason.MESSAGE_TOO_BIG.code()).isEqualTo(1009);
        assertThat(CloseReason.GOING_AWAY.code()).isEqualTo(1001);
        assertThat(CloseReason.GOING_AWAY.text()).isEmpty();
    }

    @Test
    void a_violation_of_the_protocol_is_a_protocol_error() {
        assertThat(Violation.protocol("words")).isEqualTo(new Violation(CloseReason.PROTOCOL_ERROR, "words"));
    }

    /** Label, code, text, whether to come back: in the enum's order. */
    @Test
    void the_table_in_the_protocols_description_is_this_enum() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("PROTOCOL.md")).stream()
                .dropWhile(line -> !line.equals("### Close codes"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("#"))
                .filter(line -> line.startsWith("| `"))
                .toList();

        assertThat(rows).hasSameSizeAs(CloseReason.values());
        Iterator<String> row = rows.iterator();
        for (CloseReason reason : CloseReason.values()) {
            List<String> cells =
                    Arrays.stream(row.next().split("\\|")).map(String::strip).toList();
            assertThat(cells.get(1)).isEqualTo("`" + reason.label() + "`");
            assertThat(cells.get(2)).isEqualTo(Integer.toString(reason.code()));
            if (!reason.text().isEmpty()) {
                assertThat(cells.get(3)).isEqualTo("`" + reason.text() + "`");
            } else {
                assertThat(cells.get(3)).doesNotStartWith("`");
            }
            String retry = reason.retry().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            assertThat(cells.get(5)).isEqualTo(retry);
        }
    }
}
