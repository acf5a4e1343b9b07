package dev.carillon.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.close.CloseReason;
import dev.carillon.protocol.close.Violation;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what it is told; adjacent pieces of a message are one. */
final class RecordingSink implements MessageSink {
    private final List<String> calls = new ArrayList<>();
    private final StringBuilder pieces = new StringBuilder();

    /** A piece that contains this character, or a message that ends after it, is a violation. */
    private char poison = '\0';

    private boolean poisoned;

    RecordingSink poisonedBy(char poison) {
        this.poison = poison;
        return this;
    }

    List<String> calls() {
        flush();
        return calls;
    }

    void record(String call) {
        flush();
        calls.add(call);
    }

    private void flush() {
        if (!pieces.isEmpty()) {
            calls.add("data " + pieces);
            pieces.setLength(0);
        }
    }

    @Override
    public void messageBegins(boolean text, boolean compressed) {
        record((text ? "text" : "binary") + (compressed ? " compressed" : ""));
    }

    @Override
    public @Nullable Violation messagePiece(ByteBuf piece) {
        assertThat(piece.isReadable()).isTrue();
        String content = piece.toString(StandardCharsets.ISO_8859_1);
        int end = poison == '\0' ? -1 : content.indexOf(poison);
        if (end < 0) {
            pieces.append(content);
            return null;
        }
        poisoned = true;
        pieces.append(content, 0, end);
        return new Violation(CloseReason.INVALID_DATA, "poison");
    }

    @Override
    public @Nullable Violation messageEnds() {
        assertThat(poisoned).isFalse();
        record("end");
        return null;
    }

    @Override
    public void ping(ByteBuf payload) {
        record("ping " + payload.toString(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void pong(ByteBuf payload) {
        record("pong " + payload.toString(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close(ByteBuf payload) {
        record("close " + ClosePayload.code(payload) + " " + payload.toString(StandardCharsets.ISO_8859_1));
    }
}
