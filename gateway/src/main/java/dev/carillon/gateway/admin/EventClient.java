package dev.carillon.gateway.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Publishes through a running gateway's admin port. Blocks; used by one thread. */
public final class EventClient implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http;
    private final URI events;
    private final Duration timeout;

    /**
     * @param admin the admin port's address, like http://127.0.0.1:9888
     * @param timeout for connecting, and for each answer
     */
    public EventClient(URI admin, Duration timeout) {
        if (admin.getHost() == null || (!"http".equals(admin.getScheme()) && !"https".equals(admin.getScheme()))) {
            throw new IllegalArgumentException("the admin port's URL must be like http://127.0.0.1:9888");
        }
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
        this.events = URI.create(admin.toString().replaceFirst("/+$", "") + "/events");
        this.timeout = timeout;
    }

    /** Where the admin port is reached from this machine, from an address to listen on. */
    public static URI address(String listen) {
        if (listen.startsWith("unix:")) {
            throw new IllegalArgumentException("the admin port listens on a Unix socket; name an http:// address");
        }
        if (!listen.matches(".*:\\d+")) {
            throw new IllegalArgumentException("the admin port's address must be host:port");
        }
        String host = listen.substring(0, listen.lastIndexOf(':'));
        String port = listen.substring(listen.lastIndexOf(':') + 1);
        boolean everywhere = host.isEmpty() || host.equals("*") || host.equals("0.0.0.0");
        String reached = everywhere ? "127.0.0.1" : host.equals("[::]") ? "[::1]" : host;
        return URI.create("http://" + reached + ":" + port);
    }

    /**
     * Publishes one event, as it is.
     *
     * @throws java.net.ConnectException where nothing listens
     */
    public Answer publish(byte[] payload) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(events)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(payload))
                .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        boolean accepted = response.statusCode() / 100 == 2;
        JsonNode body = parse(response.body());
        if (accepted && body.has("audiences") && body.has("connections")) {
            return new Answer(
                    true,
                    "matched " + counted(body.get("audiences").asLong(), "audience") + ", "
                            + counted(body.get("connections").asLong(), "connection") + " here");
        }
        String words = body.path("error").asText(response.body().strip());
        return new Answer(accepted, accepted ? words : words + " (HTTP status " + response.statusCode() + ")");
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            return JSON.createObjectNode();
        }
    }

    private static String counted(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    @Override
    public void close() {
        http.close();
    }

    /**
     * What the gateway said to an event.
     *
     * @param words for people, of one line
     */
    public record Answer(boolean accepted, String words) {}
}
