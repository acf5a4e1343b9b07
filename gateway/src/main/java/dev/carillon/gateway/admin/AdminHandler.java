package dev.carillon.gateway.admin;

import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutException;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a connection's answers, in the order of its requests. One for each connection; on the admin loop. */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

    /** So many requests wait for their answers before no more are read. */
    private static final int MOST_WAITING = 64;
    /** And so many may be in what has been read by then, or the connection is closed: requests of 64 bytes each. */
    static final int MOST_PIPELINED = MOST_WAITING + 1024;

    private final AdminRouting routing;
    private final Metrics metrics;
    private int waiting;
    /** Complete when the answer to the request before is written: a later request may be answered sooner. */
    private CompletionStage<Void> written = CompletableFuture.completedStage(null);

    AdminHandler(AdminRouting routing, Metrics metrics) {
        this.routing = routing;
        this.metrics = metrics;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        boolean keepAlive =
                HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
        waiting++;
        context.channel().config().setAutoRead(waiting < MOST_WAITING);
        written = written.thenCombine(routing.answer(request), (before, answer) -> answer)
                .thenAcceptAsync(answer -> write(context, answer, head, keepAlive), context.executor());
    }

    private void write(ChannelHandlerContext context, AdminResponse answer, boolean head, boolean keepAlive) {
        metrics.count(Metric.ADMIN_REQUESTS, String.valueOf(answer.status())).increment();
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
        response.headers()
                .set("Date", DateFormatter.format(Date.from(Instant.now())))
                .set("Content-Type", answer.contentType())
                .set("Content-Length", answer.body().length)
                .set("X-Content-Type-Options", "nosniff")
                .set("Cache-Control", "no-store");
        answer.headers().forEach((name, value) -> response.headers().set(name, value));
        HttpUtil.setKeepAlive(response, keepAlive);
        var written = context.writeAndFlush(response);
        waiting--;
        context.channel().config().setAutoRead(waiting < MOST_WAITING);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof ReadTimeoutException || cause instanceof java.io.IOException)) {
            LOG.warn("closing a connection on the admin port", cause);
        }
        context.close();
    }
}
