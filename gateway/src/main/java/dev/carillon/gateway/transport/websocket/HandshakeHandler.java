package dev.carillon.gateway.transport.websocket;

import dev.carillon.gateway.admission.Admission;
import dev.carillon.gateway.handshake.CredentialFinder.Finding;
import dev.carillon.gateway.session.Session;
import dev.carillon.gateway.session.SessionOpener.Opened;
import dev.carillon.protocol.client.OpeningHandshake;
import dev.carillon.protocol.client.OpeningHandshake.Verdict;
import dev.carillon.protocol.client.SubprotocolOffer;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges the opening handshake, and then gives its place to the {@link WebSocketHandler}, or first to the {@link
 * CredentialHandler} if a credential came with it. Every refusal of what the guide's server refuses too is with its status and a
 * text for people. Confined to the channel's loop.
 */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {
    static final String OVERLOADED = "Too many connections are being opened; come back.\n";
    static final String TOO_MANY_FAILURES = "Too many failures from this address; come back.\n";

    /** Paths of the admin port; asked here, they are a mistake that deserves a word. */
    private static final Set<String> ADMIN_PATHS =
            Set.of("/metrics", "/live", "/ready", "/health", "/healthz", "/events", "/why", "/disconnect");

    private final Session session;
    private final HandshakeRules rules;
    private final HandshakeAnswer answer;
    private final Admission.Verdict admission;
    private @Nullable HttpRequest request;
    private boolean answered;

    HandshakeHandler(Session session, HandshakeRules rules, HandshakeAnswer answer, Admission.Verdict admission) {
        this.session = session;
        this.rules = rules;
        this.answer = answer;
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
        if (request.method().equals(HttpMethod.HEAD)) {
            answer.withoutBody();
        }
        if (isUnreadable(request)) {
            answerUnreadable(context, request.decoderResult().cause());
        } else if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            refuse(context, 505, "This server speaks HTTP/1.1.\n");
        } else if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            answer.drop(context);
        } else if (!request.method().equals(HttpMethod.GET)) {
            answer.refuse(context, 405, Map.of("Allow", "GET"), "A WebSocket connection is opened with GET.\n");
        } else if (announcesBody(request.headers())) {
            answer.drop(context);
        } else if (tooLong(request.headers())) {
            refuse(context, 431, "The request's headers are too many or too long.\n");
        } else if (admission != Admission.Verdict.ADMITTED) {
            answer.refuseForNow(context, 503, full());
        } else {
            judge(context, request);
        }
    }

    private void judge(ChannelHandlerContext context, HttpRequest request) {
        switch (OpeningHandshake.judge(request.headers()::getAll, rules.compression())) {
            case Verdict.Accept accept -> admit(context, request, accept);
            case Verdict.Refuse refuse
            when refuse.status() == 426 && ADMIN_PATHS.contains(path(request)) ->
                refuse(context, 404, "Not here: this port is for WebSocket clients. Ask the admin port.\n");
            case Verdict.Refuse refuse
            when refuse.status() == 426 -> answer.refuse(context, 426, Map.of("Upgrade", "websocket"), refuse.body());
            case Verdict.Refuse refuse -> refuse(context, refuse.status(), refuse.body());
        }
    }

    /** A WebSocket can be opened; whether this client may is another question. */
    private void admit(ChannelHandlerContext context, HttpRequest request, Verdict.Accept accept) {
        HttpHeaders headers = request.headers();
        String origin = headers.get("Origin");
        if (origin != null && !rules.origins().isEmpty() && !rules.origins().allows(origin)) {
            refuse(context, 403, "Connections from this origin are not accepted.\n");
            return;
        }
        Opened away = session.cameFrom(
                rules.networks().of(context.channel().remoteAddress(), headers.getAll("X-Forwarded-For")));
        if (away != null) {
            boolean failures = away instanceof Opened.TooManyFailures;
            answer.refuseForNow(context, failures ? 429 : 503, failures ? TOO_MANY_FAILURES : OVERLOADED);
            return;
        }
        boolean subprotocol = rules.subprotocol()
                && SubprotocolOffer.parse(headers.getAll("Sec-WebSocket-Protocol"))
                        .named();
        Upgrade upgrade = new Upgrade(session, rules.config(), answer, accept, subprotocol);
        switch (rules.credentials().find(headers::getAll, request.uri(), Instant.now())) {
            case Finding.Refused refused -> refuse(context, refused.status(), refused.words());
            case Finding.Found found -> check(context, found, upgrade);
            case Finding.Nothing nothing
            when rules.firstMessage() -> {
                upgrade.run(context);
                endHttp(context);
            }
            case Finding.Nothing nothing ->
                answer.refuse(
                        context, 401, Map.of("WWW-Authenticate", "Bearer"), "The handshake must hold a credential.\n");
        }
    }

    private void check(ChannelHandlerContext context, Finding.Found found, Upgrade upgrade) {
        ChannelPipeline pipeline = context.pipeline();
        CredentialHandler holding = new CredentialHandler(answer, found, upgrade);
        pipeline.replace(this, null, holding);
        ChannelHandlerContext place = pipeline.context(holding);
        session.authenticate(found.credential(), found.place(), opened -> holding.end(place, opened));
        endHttp(context);
    }

    /** Last: what came behind the request is passed on to the new handler by the decoder's going. */
    private static void endHttp(ChannelHandlerContext context) {
        context.pipeline().remove(HttpRequestDecoder.class);
    }

    private void answerUnreadable(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            refuse(context, 414, "The request line is too long.\n");
        } else if (cause instanceof TooLongHttpHeaderException) {
            refuse(context, 431, "The request's headers are too long.\n");
        } else {
            answer.drop(context);
        }
    }

    private void refuse(ChannelHandlerContext context, int status, String body) {
        answer.refuse(context, status, Map.of(), body);
    }

    private static boolean isUnreadable(HttpRequest request) {
        return request.decoderResult().isFailure();
    }

    private static boolean announcesBody(HttpHeaders headers) {
        return headers.contains("Transfer-Encoding")
                || headers.getAll("Content-Length").stream().anyMatch(length -> !length.equals("0"));
    }

    private boolean tooLong(HttpHeaders headers) {
        int longest = rules.config().maxHeaderLine().toInt();
        return headers.size() > rules.config().maxHeaders()
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
