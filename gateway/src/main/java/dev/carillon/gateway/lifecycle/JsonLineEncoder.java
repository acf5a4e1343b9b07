package dev.carillon.gateway.lifecycle;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.event.KeyValuePair;

/** One JSON object a line: timestamp, level, logger, thread, message, fields, exception. */
final class JsonLineEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};

    private final JsonFactory json = new JsonFactory();

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = json.createGenerator(line)) {
            generator.writeStartObject();
            generator.writeStringField("timestamp", event.getInstant().toString());
            generator.writeStringField("level", event.getLevel().toString());
            generator.writeStringField("logger", event.getLoggerName());
            generator.writeStringField("thread", event.getThreadName());
            generator.writeStringField("message", event.getFormattedMessage());
            writeFields(generator, event);
            if (event.getThrowableProxy() != null) {
                generator.writeStringField("exception", ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            generator.writeEndObject();
            generator.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toByteArray();
    }

    private static void writeFields(JsonGenerator generator, ILoggingEvent event) throws IOException {
        if (event.getKeyValuePairs() == null) {
            return;
        }
        generator.writeObjectFieldStart("fields");
        for (KeyValuePair pair : event.getKeyValuePairs()) {
            switch (pair.value) {
                case Integer number -> generator.writeNumberField(pair.key, number);
                case Long number -> generator.writeNumberField(pair.key, number);
                case Double number -> generator.writeNumberField(pair.key, number);
                case Boolean truth -> generator.writeBooleanField(pair.key, truth);
                case null, default -> generator.writeStringField(pair.key, String.valueOf(pair.value));
            }
        }
        generator.writeEndObject();
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
