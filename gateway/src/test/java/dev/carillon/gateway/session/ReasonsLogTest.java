package dev.carillon.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ReasonsLogTest {
    private final List<Map<String, Long>> lines = new ArrayList<>();
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final ReasonsLog log = new ReasonsLog(now::get, lines::add);

    @Test
    void a_flood_makes_one_line_in_ten_seconds_and_nothing_is_forgotten() {
        log.add("expired");
        log.add("expired");
        log.add("bad_signature");
        now.addAndGet(TimeUnit.SECONDS.toNanos(11));
        log.add("expired");
        assertThat(lines).containsExactly(Map.of("expired", 1L), Map.of("bad_signature", 1L, "expired", 2L));
    }

    @Test
    void what_many_different_words_say_stays_short_and_one_line() {
        log.add("x".repeat(1000));
        assertThat(lines.removeFirst()).containsExactly(Map.entry("x".repeat(300) + "...", 1L));
        for (int i = 0; i < 100; i++) {
            log.add("fault " + i);
        }
        now.addAndGet(TimeUnit.SECONDS.toNanos(11));
        log.add("two\r\nlines");
        assertThat(lines.getFirst()).hasSize(31).containsEntry("others", 71L).containsEntry("fault 29", 1L);
        now.addAndGet(TimeUnit.SECONDS.toNanos(11));
        log.add("two\r\nlines");
        assertThat(lines.getLast()).containsExactly(Map.entry("two lines", 1L));
    }
}
