package dev.carillon.gateway.lifecycle;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/**
 * Sets up logging to standard error. Logback finds this class as a service and so looks for no file of its own; until
 * {@link #apply} the defaults hold.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    /** A line stays one line, whatever a message holds. */
    private static final String LINE = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}:"
            + " %replace(%msg){'[\\r\\n]+', ' '}%replace( %kvp){'^ $', ''}%n%ex";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        configure(context, new LoggingConfig(LoggingConfig.Format.TEXT, "info"));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Replaces how and what this process logs. */
    public static void apply(LoggingConfig config) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            configure(context, config);
        }
    }

    private static void configure(LoggerContext context, LoggingConfig config) {
        context.reset();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder(context, config.format()));
        appender.start();
        Level level = Level.valueOf(config.level());
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(ofLibraries(level));
        root.addAppender(appender);
        context.getLogger("dev.carillon").setLevel(level);
    }

    /** Libraries tell less than the gateway: their own progress is no news to an operator. */
    private static Level ofLibraries(Level level) {
        if (level.isGreaterOrEqual(Level.WARN)) {
            return level;
        }
        return level == Level.INFO ? Level.WARN : Level.INFO;
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, LoggingConfig.Format format) {
        EncoderBase<ILoggingEvent> encoder = switch (format) {
            case JSON -> new JsonLineEncoder();
            case TEXT -> {
                PatternLayoutEncoder pattern = new PatternLayoutEncoder();
                pattern.setPattern(LINE);
                yield pattern;
            }
        };
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
