package dev.carillon.gateway.transport.websocket;

import dev.carillon.gateway.session.Session;
import dev.carillon.protocol.close.CloseReason;
import dev.carillon.protocol.close.Violation;
import dev.carillon.protocol.frame.FrameReader;
import dev.carillon.protocol.frame.MessageSink;
import dev.carillon.protocol.frame.Utf8;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The only handler of an open WebSocket: reads the client's frames for its session. What the gateway sends are ready-made
 * frames, written from this handler's context straight to the socket. Confined to the channel's loop.
 */
final class WebSocketHandler extends ChannelInboundHandlerAdapter implements MessageSink {
    private final Session session;
    private final WireFormat format;
    private final long maxMessage;
    private final FrameReader reader;
    /** The message under way, where it may be a token: the first, or one that prolongs an expiring credential. */
    private @Nullable TokenMessage token;
    /** Checks a later message, which nobody reads; null for one that is not plain text. */
    private @Nullable Utf8 ignored;

    WebSocketHandler(Session session, WireFormat format, WebSocketConfig config) {
        this.session = session;
        this.format = format;
        this.maxMessage = config.maxMessage().bytes();
        this.reader = new FrameReader(maxMessage, format.compresses(), this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        session.upgraded(context, format);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            Violation violation = reader.read(in);
            if (violation != null) {
                session.violation(violation);
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void messageBegins(boolean text, boolean compressed) {
        if (session.takesToken()) {
            token = new TokenMessage(text, compressed, maxMessage);
        } else {
            // Not inflated: it may need the window of every message before it, and nobody reads it.
            ignored = text && !compressed ? new Utf8() : null;
        }
    }

    @Override
    public @Nullable Violation messagePiece(ByteBuf piece) {
        if (token != null) {
            return token.piece(piece);
        }
        if (ignored != null) {
            while (piece.isReadable()) {
                String defect = ignored.accept(piece.readByte());
                if (defect != null) {
                    return new Violation(CloseReason.INVALID_DATA, defect);
                }
            }
        }
        return null;
    }

    @Override
    public @Nullable Violation messageEnds() {
        if (token == null) {
            session.ignoredMessage();
            String defect = ignored == null ? null : ignored.end();
            return defect == null ? null : new Violation(CloseReason.INVALID_DATA, defect);
        }
        Violation violation = token.end();
        String text = token.token();
        endToken();
        if (violation == null) {
            session.message(text);
        }
        return violation;
    }

    @Override
    public void ping(ByteBuf payload) {
        session.ping(payload);
    }

    @Override
    public void pong(ByteBuf payload) {
        session.pong(payload);
    }

    @Override
    public void close(ByteBuf payload) {
        session.closeReceived(payload);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        session.writabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        endToken();
        context.fireChannelInactive();
    }

    private void endToken() {
        if (token != null) {
            token.close();
            token = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            // A reset, or a write to what is closed already: the channel's end is all there is to know.
            context.close();
            return;
        }
        session.fail(cause);
    }
}
