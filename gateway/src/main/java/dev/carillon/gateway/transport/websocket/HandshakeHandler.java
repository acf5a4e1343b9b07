package dev.carillon.gateway.transport.websocket;

import dev.carillon.gateway.admission.Admission;
import dev.carillon.gateway.session.Session;
import dev.carillon.protocol.client.DeflateOffer;
import dev.carillon.protocol.client.OpeningHandshake;
import dev.carillon.protocol.client.OpeningHandshake.Verdict;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers the opening handshake, and then gives its place to the {@link WebSocketHandler}. Every refusal is the guide's
 * server's: same status, text for people. Confined to the channel's loop.
 */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {
    /** Paths of the admin port; asked here, they are a mistake that deserves a word. */
    private static final Set<String> ADMIN_PATHS =
            Set.of("/metrics", "/live", "/ready", "/health", "/healthz", "/events", "/why", "/disconnect");

    private final Session session;
    private final WebSocketConfig config;
    private final HandshakeMetrics metrics;
    private final Admission.Verdict admission;
    private final long acceptedNanos = System.nanoTime();
    private @Nullable HttpRequest request;
    private boolean answered;

    HandshakeHandler(Session session, WebSocketConfig config, HandshakeMetrics metrics, Admission.Verdict admission) {
        this.session = session;
        this.config = config;
        this.metrics = metrics;
        this.admission = admission;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (answered) {
                return;
            }
            if (message instanceof HttpRequest head) {
                request = head;
            }
            // Whoever cannot be served is told at once: behind an unreadable head nothing comes, and a body is not
            // awaited.
            boolean complete = message instanceof LastHttpContent;
            if (request != null && (complete || isUnreadable(request) || announcesBody(request.headers()))) {
                answered = true;
                answer(context, request);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answer(ChannelHandlerContext context, HttpRequest request) {
        if (isUnreadable(request)) {
            answerUnreadable(context, request.decoderResult().cause());
        } else if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            refuse(context, 505, Map.of(), "This server speaks HTTP/1.1.\n");
        } else if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            drop(context);
        } else if (!request.method().equals(HttpMethod.GET)) {
            refuse(context, 405, Map.of("Allow", "GET"), "A WebSocket connection is opened with GET.\n");
        } else if (announcesBody(request.headers())) {
            drop(context);
        } else if (tooLong(request.headers())) {
            refuse(context, 431, Map.of(), "The request's headers are too many or too long.\n");
        } else if (admission != Admission.Verdict.ADMITTED) {
            refuse(context, 503, Map.of("Retry-After", "5"), full());
        } else {
            judge(context, request);
        }
    }

    private void judge(ChannelHandlerContext context, HttpRequest request) {
        switch (OpeningHandshake.judge(request.headers()::getAll, config.compression())) {
            case Verdict.Accept accept -> upgrade(context, accept);
            case Verdict.Refuse refuse -> {
                if (refuse.status() == 426 && ADMIN_PATHS.contains(path(request))) {
                    refuse(
                            context,
                            404,
                            Map.of(),
                            "Not here: this port is for WebSocket clients. Ask the admin port.\n");
                } else {
                    Map<String, String> extra = refuse.status() == 426 ? Map.of("Upgrade", "websocket") : Map.of();
                    refuse(context, refuse.status(), extra, refuse.body());
                }
            }
        }
    }

    private void upgrade(ChannelHandlerContext context, Verdict.Accept accept) {
        ended(101);
        WireFormat format = accept.deflate()
                .map(offer -> WireFormat.deflate(offer.serverWindowBits()))
                .orElse(WireFormat.PLAIN);
        String extensions = accept.deflate()
                .map(DeflateOffer::answer)
                .map(answer -> "Sec-WebSocket-Extensions: " + answer + "\r\n")
                .orElse("");
        write(
                context,
                "HTTP/1.1 101 Switching Protocols\r\n" + HttpDate.header(Instant.now())
                        + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept.key() + "\r\n"
                        + extensions + "Server: carillon\r\n\r\n");
        context.pipeline().replace(this, null, new WebSocketHandler(session, format, config));
        // Last: what came behind the request is passed on to the new handler by the decoder's going.
        context.pipeline().remove(HttpRequestDecoder.class);
    }

    private void answerUnreadable(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            refuse(context, 414, Map.of(), "The request line is too long.\n");
        } else if (cause instanceof TooLongHttpHeaderException) {
            refuse(context, 431, Map.of(), "The request's headers are too long.\n");
        } else {
            drop(context);
        }
    }

    private void ended(int status) {
        metrics.ended(status, System.nanoTime() - acceptedNanos);
    }

    private void drop(ChannelHandlerContext context) {
        ended(HandshakeMetrics.UNANSWERED);
        context.close();
    }

    private void refuse(ChannelHandlerContext context, int status, Map<String, String> extra, String body) {
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
        boolean bodyless = request != null && request.method().equals(HttpMethod.HEAD);
        write(context, head + "Server: carillon\r\n\r\n" + (bodyless ? "" : body))
                .addListener(written -> endOutput(context));
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

    private static boolean isUnreadable(HttpRequest request) {
        return request.decoderResult().isFailure();
    }

    private static boolean announcesBody(HttpHeaders headers) {
        return headers.contains("Transfer-Encoding")
                || headers.getAll("Content-Length").stream().anyMatch(length -> !length.equals("0"));
    }

    private boolean tooLong(HttpHeaders headers) {
        int longest = config.maxHeaderLine().toInt();
        return headers.size() > config.maxHeaders()
                || headers.entries().stream()
                        .anyMatch(header ->
                                header.getKey().length() + header.getValue().length() + 2 > longest);
    }

    private static String path(HttpRequest request) {
        int query = request.uri().indexOf('?');
        return query < 0 ? request.uri() : request.uri().substring(0, query);
    }

    private String full() {
        return switch (admission) {
            case SHUTTING_DOWN -> "The server is shutting down; come back.\n";
            case ADDRESS_FULL -> "There are too many connections from this address; come back.\n";
            case FULL, ADMITTED -> "The server is full; come back.\n";
        };
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
