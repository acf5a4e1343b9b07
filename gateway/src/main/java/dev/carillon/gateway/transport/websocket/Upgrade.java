package dev.carillon.gateway.transport.websocket;

import dev.carillon.gateway.session.Session;
import dev.carillon.protocol.client.OpeningHandshake.Verdict;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.channel.ChannelHandlerContext;

/**
 * An opening handshake that can be accepted, as soon as its client may connect.
 *
 * @param subprotocol whether the subprotocol is selected
 */
record Upgrade(
        Session session, WebSocketConfig config, HandshakeAnswer answer, Verdict.Accept accept, boolean subprotocol) {
    /** Answers with 101, and puts the WebSocket into the place of the context's handler. */
    void run(ChannelHandlerContext context) {
        answer.accept(context, accept, subprotocol);
        WireFormat format = accept.deflate()
                .map(offer -> WireFormat.deflate(offer.serverWindowBits()))
                .orElse(WireFormat.PLAIN);
        context.pipeline().replace(context.handler(), null, new WebSocketHandler(session, format, config));
    }
}
