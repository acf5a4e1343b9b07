package dev.carillon.gateway.transport.websocket;

import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.handshake.CredentialFinder.Finding;
import dev.carillon.gateway.handshake.Place;
import dev.carillon.gateway.session.SessionOpener.Opened;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds an opening handshake whose credential is under check, and answers it. What the client sends meanwhile is kept for the
 * {@link WebSocketHandler}, up to a limit; the rest waits in its socket. Confined to the channel's loop.
 */
final class CredentialHandler extends ChannelInboundHandlerAdapter {
    /** More than a first frame or two: beyond it nothing is read until the answer is known. */
    private static final int EARLY_BYTES = 4096;

    private final HandshakeAnswer answer;
    private final Finding.Found found;
    private final Upgrade upgrade;
    private @Nullable ByteBuf early;
    private boolean answered;

    CredentialHandler(HandshakeAnswer answer, Finding.Found found, Upgrade upgrade) {
        this.answer = answer;
        this.found = found;
        this.upgrade = upgrade;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (!answered) {
                early = (early == null ? context.alloc().buffer(in.readableBytes()) : early).writeBytes(in);
                context.channel().config().setAutoRead(early.readableBytes() < EARLY_BYTES);
            }
        } finally {
            in.release();
        }
    }

    /** How the check ended. */
    void end(ChannelHandlerContext context, Opened opened) {
        answered = true;
        switch (opened) {
            case Opened.Granted granted -> upgrade(context);
            case Opened.Refused refused -> refuse(context, refused.reason());
            case Opened.Unavailable unavailable ->
                answer.refuseForNow(context, 503, "The user database is unavailable; come back.\n");
            case Opened.TooManyFailures failures ->
                answer.refuseForNow(context, 429, HandshakeHandler.TOO_MANY_FAILURES);
            case Opened.Overloaded overloaded -> answer.refuseForNow(context, 503, HandshakeHandler.OVERLOADED);
        }
        context.channel().config().setAutoRead(true);
    }

    private void upgrade(ChannelHandlerContext context) {
        ByteBuf kept = early;
        early = null;
        upgrade.run(context);
        if (kept != null) {
            // From the place that this handler had: the next is the one that took it.
            context.fireChannelRead(kept);
        }
    }

    /** A sesame token's user is looked at before its signature: that they are inactive would be told to anyone. */
    private void refuse(ChannelHandlerContext context, AuthResult.Reason reason) {
        if (reason == AuthResult.Reason.INACTIVE_USER && !(found.credential() instanceof Credential.SesameToken)) {
            answer.refuse(context, 403, Map.of(), "The user is not active.\n");
            return;
        }
        String challenge = found.place() == Place.COOKIE ? "Bearer" : "Bearer error=\"invalid_token\"";
        answer.refuse(context, 401, Map.of("WWW-Authenticate", challenge), "The credential is not accepted.\n");
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (early != null) {
            early.release();
            early = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
