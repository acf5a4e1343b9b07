package dev.carillon.gateway.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The JDK's own WebSocket client, as a program that is not a browser connects: sends a token, keeps what it receives. */
public final class TextClient implements AutoCloseable, WebSocket.Listener {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final StringBuilder part = new StringBuilder();
    private final WebSocket socket;
    private volatile String closed = "";

    public TextClient(URI server, String token) {
        socket = http.newWebSocketBuilder().buildAsync(server, this).join();
        socket.sendText(token, true).join();
    }

    /** The messages so far. */
    public Queue<String> received() {
        return received;
    }

    /** Code and reason with which the server closed; empty while it has not. */
    public String closed() {
        return closed;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            received.add(part.toString());
            part.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        closed = code + " " + reason;
        return null;
    }

    @Override
    public void close() {
        socket.abort();
        http.close();
    }
}
