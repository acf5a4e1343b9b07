package dev.carillon.gateway.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

final class LogSetupTest {
    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

    @AfterEach
    void restore() {
        LogSetup.apply(new LoggingConfig(LoggingConfig.Format.TEXT, "info"));
    }

    @Test
    void logback_starts_with_the_defaults_and_no_file() {
        assertThat(context.getLogger("dev.carillon.x").getEffectiveLevel()).isEqualTo(Level.INFO);
        assertThat(context.getLogger("io.netty").getEffectiveLevel()).isEqualTo(Level.WARN);
        assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr"))
                .isNotNull();
    }

    @Test
    void libraries_tell_no_more_than_the_gateway() {
        LogSetup.apply(new LoggingConfig(LoggingConfig.Format.JSON, "error"));
        assertThat(context.getLogger("io.netty").getEffectiveLevel()).isEqualTo(Level.ERROR);
        LogSetup.apply(new LoggingConfig(LoggingConfig.Format.JSON, "trace"));
        assertThat(context.getLogger("dev.carillon.x").getEffectiveLevel()).isEqualTo(Level.TRACE);
        assertThat(context.getLogger("io.netty").getEffectiveLevel()).isEqualTo(Level.INFO);
    }

    @Test
    void a_level_that_is_none_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LoggingConfig(LoggingConfig.Format.TEXT, "loud"));
    }

    @Test
    void a_json_line_holds_all_that_is_known() throws Exception {
        LoggingEvent event = new LoggingEvent(
                "fqcn",
                context.getLogger("dev.carillon.x"),
                Level.WARN,
                "two\nlines {}",
                new IllegalStateException("broken"),
                new Object[] {"\"quoted\""});
        event.addKeyValuePair(new KeyValuePair("count", 3));
        event.addKeyValuePair(new KeyValuePair("reason", "slow"));
        String line = new String(new JsonLineEncoder().encode(event), StandardCharsets.UTF_8);
        assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
        JsonNode json = new JsonMapper().readTree(line);
        assertThat(json.get("level").asText()).isEqualTo("WARN");
        assertThat(json.get("logger").asText()).isEqualTo("dev.carillon.x");
        assertThat(json.get("message").asText()).isEqualTo("two\nlines \"quoted\"");
        assertThat(json.at("/fields/count").asInt()).isEqualTo(3);
        assertThat(json.at("/fields/reason").asText()).isEqualTo("slow");
        assertThat(json.get("exception").asText()).contains("IllegalStateException: broken", "LogSetupTest");
        assertThat(json.get("timestamp").asText()).isEqualTo(event.getInstant().toString());
        assertThat(json.get("thread").asText()).isNotEmpty();
    }
}
