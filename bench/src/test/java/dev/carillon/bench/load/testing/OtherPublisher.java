package dev.carillon.bench.load.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.locks.LockSupport;

/** Somebody else's events, a few a second, until it is closed: so few that the gateway's numbers stand still between two. */
public final class OtherPublisher implements AutoCloseable {
    private static final long APART_NANOS = 350_000_000;

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpRequest request;
    private final Thread thread;
    private volatile boolean closed;

    /** @param admin of the gateway */
    public OtherPublisher(String admin) {
        request = HttpRequest.newBuilder(URI.create(admin + "/events"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"content_type_id\": 7, \"message\": \"somebody else's\"}"))
                .build();
        thread = Thread.ofVirtual().start(this::run);
    }

    private void run() {
        try {
            while (!closed) {
                http.send(request, BodyHandlers.discarding());
                LockSupport.parkNanos(APART_NANOS);
            }
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it still publishes. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public void close() {
        closed = true;
        // Waits for the request under way.
        http.close();
    }
}
