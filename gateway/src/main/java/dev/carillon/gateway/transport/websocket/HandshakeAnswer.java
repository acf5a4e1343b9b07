package dev.carillon.gateway.transport.websocket;

import dev.carillon.gateway.session.Session;
import dev.carillon.protocol.client.DeflateOffer;
import dev.carillon.protocol.client.OpeningHandshake.Verdict;
import dev.carillon.protocol.client.SubprotocolOffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Writes a handshake's one answer, and counts it. Confined to the channel's loop. */
final class HandshakeAnswer {
    /** Clients that were refused together should not come back together. */
    private static final int SOONEST_SECONDS = 3;

    private static final int LATEST_SECONDS = 10;

    private final Session session;
    private final HandshakeMetrics metrics;
    private final long acceptedNanos = System.nanoTime();
    private boolean bodyless;

    HandshakeAnswer(Session session, HandshakeMetrics metrics) {
        this.session = session;
        this.metrics = metrics;
    }

    /** The request's method allows no body in the answer. */
    void withoutBody() {
        bodyless = true;
    }

    /** @param subprotocol whether the subprotocol is selected */
    void accept(ChannelHandlerContext context, Verdict.Accept accept, boolean subprotocol) {
        ended(101);
        String extensions = accept.deflate()
                .map(DeflateOffer::answer)
                .map(answer -> "Sec-WebSocket-Extensions: " + answer + "\r\n")
                .orElse("");
        String selected = subprotocol ? "Sec-WebSocket-Protocol: " + SubprotocolOffer.NAME + "\r\n" : "";
        write(
                context,
                "HTTP/1.1 101 Switching Protocols\r\n" + HttpDate.header(Instant.now())
                        + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept.key() + "\r\n"
                        + extensions + selected + "Server: carillon\r\n\r\n");
    }

    void refuse(ChannelHandlerContext context, int status, Map<String, String> extra, String body) {
        ended(status);
        session.refused();
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(HttpResponseStatus.valueOf(status))
                .append("\r\n")
                .append(HttpDate.header(Instant.now()))
                .append("Connection: close\r\nContent-Length: ")
                .append(body.length())
                .append("\r\nContent-Type: text/plain; charset=utf-8\r\n");
        extra.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        write(context, head + "Server: carillon\r\n\r\n" + (bodyless ? "" : body))
                .addListener(written -> endOutput(context));
    }

    /** With the time after which the client may come back. */
    void refuseForNow(ChannelHandlerContext context, int status, String body) {
        int seconds = ThreadLocalRandom.current().nextInt(SOONEST_SECONDS, LATEST_SECONDS + 1);
        refuse(context, status, Map.of("Retry-After", String.valueOf(seconds)), body);
    }

    /** Closes without an answer. */
    void drop(ChannelHandlerContext context) {
        ended(HandshakeMetrics.UNANSWERED);
        context.close();
    }

    private void ended(int status) {
        metrics.ended(status, System.nanoTime() - acceptedNanos);
    }

    /** What the client still sends is read and thrown away: closing on it would reset the answer before it is read. */
    private static void endOutput(ChannelHandlerContext context) {
        if (context.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.shutdownOutput();
        } else {
            context.close();
        }
    }

    private static ChannelFuture write(ChannelHandlerContext context, String response) {
        ByteBuf bytes = Unpooled.copiedBuffer(response, StandardCharsets.US_ASCII);
        return context.writeAndFlush(bytes);
    }
}
