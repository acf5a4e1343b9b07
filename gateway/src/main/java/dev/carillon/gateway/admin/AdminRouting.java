package dev.carillon.gateway.admin;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks a request and its Host, and finds the route that answers it. Immutable; on the admin loop. */
final class AdminRouting {
    private static final Logger LOG = LoggerFactory.getLogger(AdminRouting.class);

    private final Map<String, AdminRoute> routes = new TreeMap<>();
    private final HostCheck hosts;

    AdminRouting(List<AdminRoute> routes, List<String> hosts) {
        for (AdminRoute route : routes) {
            if (this.routes.put(route.path(), route) != null) {
                throw new IllegalArgumentException("two routes for " + route.path());
            }
        }
        this.hosts = new HostCheck(hosts);
    }

    /** Never fails; reads what it needs of the request before it returns. */
    CompletionStage<AdminResponse> answer(FullHttpRequest request) {
        CompletionStage<AdminResponse> answer;
        try {
            answer = check(request);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedStage(e);
        }
        return answer.exceptionally(AdminRouting::failed);
    }

    private CompletionStage<AdminResponse> check(FullHttpRequest request) {
        List<String> host = request.headers().getAll("Host");
        if (request.decoderResult().isFailure() || host.size() > 1) {
            return unreadable();
        }
        if (!hosts.isAllowed(request.headers().get("Host"))) {
            return text(
                    421,
                    "This Host is not known here. Use an IP address or localhost, or add the name to admin.hosts.");
        }
        String path;
        Map<String, String> query;
        try {
            QueryStringDecoder uri = new QueryStringDecoder(request.uri());
            path = uri.path();
            query = firsts(uri.parameters());
        } catch (IllegalArgumentException badPercent) {
            return unreadable();
        }
        return route(request, path, query);
    }

    private CompletionStage<AdminResponse> route(FullHttpRequest request, String path, Map<String, String> query) {
        AdminRoute route = routes.get(path);
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
                method, path, query, ByteBufUtil.getBytes(request.content()), headers(request.headers())));
    }

    private static CompletionStage<AdminResponse> unreadable() {
        return text(400, "The request is not HTTP that can be read.");
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
}
