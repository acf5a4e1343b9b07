package dev.carillon.protocol.frame;

import dev.carillon.protocol.close.Violation;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a {@link FrameReader} finds. Buffers are lent for the call: their readable bytes are the piece, unmasked. A
 * returned violation ends the reading.
 */
public interface MessageSink {
    /** A data message begins; {@code compressed} as RFC 7692's RSV1 says. */
    void messageBegins(boolean text, boolean compressed);

    /** The next bytes of the message, as they came; nothing is gathered. */
    @Nullable
    Violation messagePiece(ByteBuf piece);

    /** The message is complete. */
    @Nullable
    Violation messageEnds();

    void ping(ByteBuf payload);

    void pong(ByteBuf payload);

    /** A valid close frame; nothing follows. The payload is empty, or a code and a UTF-8 reason. */
    void close(ByteBuf payload);
}
