package dev.carillon.gateway.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carillon.gateway.admin.AdminRequest;
import dev.carillon.gateway.admin.AdminResponse;
import dev.carillon.gateway.admin.AdminRoute;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Serves routes on a free port of the loopback address, for pages in a test. */
final class RoutesServer implements AutoCloseable {
    private final HttpServer server;

    RoutesServer(List<AdminRoute> routes) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            AdminResponse response = routes.stream()
                    .filter(route ->
                            route.path().equals(exchange.getRequestURI().getPath())
                                    && route.methods().contains(exchange.getRequestMethod()))
                    .findFirst()
                    .map(route -> route.handle(request(exchange))
                            .toCompletableFuture()
                            .join())
                    .orElseGet(() -> AdminResponse.text(404, "not found"));
            response.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.getResponseHeaders().set("Content-Type", response.contentType());
            exchange.sendResponseHeaders(response.status(), response.body().length);
            exchange.getResponseBody().write(response.body());
            exchange.close();
        });
        server.start();
    }

    private static AdminRequest request(HttpExchange exchange) {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        Map<String, String> query = new HashMap<>();
        String text = exchange.getRequestURI().getQuery();
        for (String pair : text == null ? new String[0] : text.split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts.length > 1 ? parts[1] : "");
        }
        return new AdminRequest(
                exchange.getRequestMethod(), exchange.getRequestURI().getPath(), query, new byte[0], headers);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
