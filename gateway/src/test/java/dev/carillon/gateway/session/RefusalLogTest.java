package dev.carillon.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.carillon.gateway.session.SessionMetrics.Outcome;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class RefusalLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(RefusalLog.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicLong now = new AtomicLong();

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void forget() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    @Test
    void a_flood_of_refusals_makes_one_line_in_ten_seconds_and_none_is_forgotten() {
        RefusalLog log = new RefusalLog(now::get);
        log.add(Outcome.EXPIRED);
        log.add(Outcome.EXPIRED);
        log.add(Outcome.BAD_SIGNATURE);
        now.set(TimeUnit.SECONDS.toNanos(11));
        log.add(Outcome.EXPIRED);

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "clients were refused: {expired=1}", "clients were refused: {bad_signature=1, expired=2}");
    }
}
