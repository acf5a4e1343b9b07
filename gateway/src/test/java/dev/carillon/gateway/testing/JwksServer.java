package dev.carillon.gateway.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP endpoint that publishes keys, well or badly, and counts who asks. */
public final class JwksServer implements AutoCloseable {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final int port;
    private HttpServer server;
    private volatile HttpHandler answer = exchange -> send(exchange, 404, "");

    public JwksServer() throws IOException {
        server = open(0);
        port = server.getAddress().getPort();
    }

    private HttpServer open(int at) throws IOException {
        HttpServer opened = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 50);
        opened.setExecutor(threads);
        opened.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            answer.handle(exchange);
        });
        opened.start();
        return opened;
    }

    public String url() {
        return "http://127.0.0.1:" + port + "/jwks.json";
    }

    /** How often it was asked. */
    public int fetches() {
        return asked.size();
    }

    /** From now on. */
    public void serve(String body) {
        serve(200, body, Map.of());
    }

    public void serve(int status, String body, Map<String, String> headers) {
        answer = exchange -> {
            headers.forEach(exchange.getResponseHeaders()::add);
            send(exchange, status, body);
        };
    }

    public void serve(HttpHandler handler) {
        answer = handler;
    }

    public static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Nobody listens. */
    public void goDown() {
        server.stop(0);
    }

    public void comeBack() throws IOException {
        server = open(port);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
