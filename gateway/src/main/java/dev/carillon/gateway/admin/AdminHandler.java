package dev.carillon.gateway.admin;

import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.ReadTimeoutException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks a request's Host, finds its route and writes the answer. On the admin loop. */
@ChannelHandler.Sharable
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

    private final Map<String, AdminRoute> routes = new TreeMap<>();
    private final HostCheck hosts;
    private final Metrics metrics;

    AdminHandler(List<AdminRoute> routes, List<String> hosts, Metrics metrics) {
        for (AdminRoute route : routes) {
            if (this.routes.put(route.path(), route) != null) {
                throw new IllegalArgumentException("two routes for " + route.path());
            }
        }
        this.hosts = new HostCheck(hosts);
        this.metrics = metrics;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        boolean keepAlive =
                HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
        CompletionStage<AdminResponse> answer;
        try {
            answer = answer(request);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedStage(e);
        }
        answer.exceptionally(AdminHandler::failed)
                .thenAccept(response -> context.executor().execute(() -> write(context, response, head, keepAlive)));
    }

    private CompletionStage<AdminResponse> answer(FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return text(400, "The request is not HTTP that can be read.");
        }
        if (!hosts.isAllowed(request.headers().get("Host"))) {
            return text(
                    421,
                    "This Host is not known here. Use an IP address or localhost, or add the name to admin.hosts.");
        }
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        AdminRoute route = routes.get(uri.path());
        if (route == null) {
            return text(404, "There is nothing at this path. Try: " + String.join(" ", routes.keySet()));
        }
        String method = request.method().equals(HttpMethod.HEAD)
                ? HttpMethod.GET.name()
                : request.method().name();
        if (!route.methods().contains(method)) {
            String allowed = String.join(", ", route.methods());
            return CompletableFuture.completedStage(
                    withHeader(AdminResponse.text(405, "Use " + allowed + "."), "Allow", allowed));
        }
        return route.handle(new AdminRequest(
                method,
                uri.path(),
                firsts(uri.parameters()),
                ByteBufUtil.getBytes(request.content()),
                headers(request.headers())));
    }

    private static CompletionStage<AdminResponse> text(int status, String text) {
        return CompletableFuture.completedStage(AdminResponse.text(status, text));
    }

    private static AdminResponse withHeader(AdminResponse response, String name, String value) {
        return new AdminResponse(response.status(), response.contentType(), response.body(), Map.of(name, value));
    }

    private static AdminResponse failed(Throwable cause) {
        LOG.error("a request on the admin port failed", cause);
        return AdminResponse.text(500, "Failed; the gateway's log says why.");
    }

    private void write(ChannelHandlerContext context, AdminResponse answer, boolean head, boolean keepAlive) {
        metrics.count(Metric.ADMIN_REQUESTS, String.valueOf(answer.status())).increment();
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
        response.headers()
                .set("Content-Type", answer.contentType())
                .set("Content-Length", answer.body().length)
                .set("X-Content-Type-Options", "nosniff")
                .set("Cache-Control", "no-store");
        answer.headers().forEach((name, value) -> response.headers().set(name, value));
        HttpUtil.setKeepAlive(response, keepAlive);
        var written = context.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static Map<String, String> firsts(Map<String, List<String>> parameters) {
        Map<String, String> firsts = new HashMap<>();
        parameters.forEach((name, values) -> firsts.put(name, values.getFirst()));
        return firsts;
    }

    private static Map<String, String> headers(HttpHeaders headers) {
        Map<String, String> firsts = new HashMap<>();
        headers.forEach(header -> firsts.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return firsts;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof ReadTimeoutException || cause instanceof java.io.IOException)) {
            LOG.warn("closing a connection on the admin port", cause);
        }
        context.close();
    }
}
